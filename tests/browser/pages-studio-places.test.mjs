// One's own stream where Cloudflare Stream takes the video, and where broadcasts are rooms on a chain.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { inspect, visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { ROOM_ID, startRegister } from "../lib/rooms.mjs";
import { newStream } from "../lib/streams.mjs";
import { openRooms } from "../stream/room-house.mjs";

const register = await startRegister();
const { url } = await openRooms({ vars: register.settings() });

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("a stream on Cloudflare Stream has an SRT address, as secret as its key", async () => {
  const { page, assertFine, close } = await visit(browser, `${url}/studio`, { user: await newUser(url) });
  await page.getByRole("button", { name: "New stream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("At the edge");
  await dialog.getByText("More options").click();
  await dialog.getByLabel("Who takes the video").selectOption("Cloudflare Stream");
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await page.waitForURL(/\/studio\/streams\/\d+$/);
  const srt = page.getByLabel("SRT address", { exact: true });
  await srt.waitFor();
  const html = await page.content();
  assert.doesNotMatch(html, /srt:\/\//);
  await page.getByRole("button", { name: "Show: SRT address" }).click();
  await page.getByRole("button", { name: "Hide: SRT address" }).waitFor();
  assert.match(await srt.inputValue(), /^srt:\/\//);
  await page.getByRole("button", { name: "Hide: SRT address" }).click();
  await page.getByRole("button", { name: "Show: SRT address" }).waitFor();
  assert.equal(await srt.inputValue(), "");
  await inspect(page, "studio-cloudflare");
  assertFine();
  await close();
});

test("a broadcast's entry in the registry is shown, from the first broadcast on", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "On the chain", provider: "selfhosted" });
  const { page, assertFine, close } = await visit(browser, `${url}/studio/streams/${stream.id}`, {
    user: owner,
  });
  await page.getByText("Waiting for your encoder").waitFor();
  assert.equal(await page.getByText("Public registry").count(), 0);
  await mediaServer(url).plain("on_publish", stream.streamKey, { clientId: "c1" });
  const entry = page.getByRole("region", { name: "Public registry" });
  await entry.waitFor({ timeout: 60_000 });
  await entry.getByText("Confirmed").waitFor({ timeout: 90_000 });
  await entry.getByText("live", { exact: true }).waitFor();
  const [roomId, , transaction] = await entry.locator("code").allTextContents();
  assert.match(roomId, ROOM_ID);
  assert.match(transaction, /^0x[0-9a-f]{64}$/);
  await entry.scrollIntoViewIfNeeded();
  await inspect(page, "studio-registry");
  const link = await entry.getByRole("link", { name: "Read the entry" }).getAttribute("href");
  assert.equal((await fetch(url + link)).status, 200);
  assertFine();
  await close();
});
