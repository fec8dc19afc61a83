// The streamer's own pages, with an encoder, nginx-rtmp and Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { publish } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect, expectProblem } from "../lib/client.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { assertAccessible, inspect, PHONE, shoot, visit } from "../lib/pages.mjs";
import { newUser, PASSWORD, uniqueName } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { openHouse } from "../media/house.mjs";

/** Long enough to be looked at. */
const RECONNECT_WINDOW_MS = 40_000;

let house, browser, url, server;
before(async () => {
  const vars = { RECONNECT_WINDOW_MS: String(RECONNECT_WINDOW_MS) };
  [house, browser] = await Promise.all([openHouse(vars), openBrowser()]);
  url = house.worker.url;
  server = mediaServer(url);
});
after(async () => {
  await browser?.close();
  await house?.close();
});

/** Somebody with an account, at a page of the studio. */
async function come(user, path = "/studio", options = {}) {
  const allowed = (context) => context.grantPermissions(["clipboard-read", "clipboard-write"]);
  return visit(browser, url + path, { user, onContext: allowed, ...options });
}
const studio = ({ id }) => `/studio/streams/${id}`;
const state = (page, words) => page.locator(".health-state", { hasText: words }).waitFor();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const figure = (page, name) => page.locator(".figure", { hasText: name }).locator("dd");

/** Whether a text is anywhere on the page, be it in a field. */
const holds = (page, text) =>
  page.evaluate(
    (text) =>
      document.documentElement.outerHTML.includes(text) ||
      [...document.querySelectorAll("input, textarea")].some(({ value }) => value.includes(text)),
    text,
  );

/** Makes a stream by the dialog and comes to its page. */
async function create(page, { title, schedule }) {
  await page.getByRole("button", { name: "New stream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  if (schedule) await dialog.getByLabel("Starts at").fill(schedule);
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await page.waitForURL(/\/studio\/streams\/\d+$/);
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  return Number(page.url().match(/\d+$/)[0]);
}

test("a newcomer signs up, makes a stream, goes live with its key, and ends the broadcast", async () => {
  const { page, assertFine, close } = await come(undefined);
  await page.getByText("Sign in to go live").waitFor();
  await inspect(page, "studio-signed-out");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "New here? Create an account" }).click();
  await dialog.getByLabel("Username").fill(uniqueName("streamer"));
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Create account" }).click();
  await page.getByText("You have no streams yet").waitFor();
  await inspect(page, "studio-empty");

  await create(page, { title: "First light" });
  await state(page, "Waiting for your encoder");
  await page.getByText("No messages yet").waitFor();
  await inspect(page, "studio-waiting");

  await page.getByRole("button", { name: "Copy: Stream key" }).click();
  await page.getByRole("button", { name: "Copied: Stream key" }).waitFor();
  const key = await clipboard(page);
  assert.match(key, /^sk_[0-9a-f]+$/);
  assert.equal(await holds(page, key), false);
  await page.getByRole("button", { name: "Show: Stream key" }).click();
  const field = page.getByLabel("Stream key", { exact: true });
  await page.getByRole("button", { name: "Hide: Stream key" }).waitFor();
  assert.equal(await field.inputValue(), key);
  await page.getByRole("button", { name: "Hide: Stream key" }).click();
  await page.getByRole("button", { name: "Show: Stream key" }).waitFor();
  assert.equal(await holds(page, key), false);
  await page.getByRole("button", { name: "Copy: Server" }).click();
  await page.getByRole("button", { name: "Copied: Server" }).waitFor();
  const address = await clipboard(page);
  assert.equal(address, await page.getByLabel("Server", { exact: true }).inputValue());

  const encoder = publish(`${address}/${key}`);
  await state(page, "You are live");
  await figure(page, "Bitrate")
    .filter({ hasText: /^[\d,.]+ [kM]b\/s/ })
    .waitFor({ timeout: 40_000 });
  await figure(page, "Picture").filter({ hasText: "640 × 360" }).waitFor();
  await figure(page, "Picture").filter({ hasText: "30 pictures a second" }).waitFor();
  await figure(page, "Encoded as").filter({ hasText: "H264" }).waitFor();
  await page.getByText("The broadcast began").waitFor();
  await page.getByRole("img", { name: /^Bitrate of the last minutes, between/ }).waitFor();
  await inspect(page, "studio-live");
  await page.locator(".events").scrollIntoViewIfNeeded();
  await shoot(page, "studio-live-events");
  assert.equal(await page.getByText("Public registry").count(), 0);

  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete it" }).click();
  await dialog.getByText("This stream is live. End the broadcast first").waitFor();
  await shoot(page, "studio-delete-live");
  await page.keyboard.press("Escape");

  await encoder.kill();
  await state(page, "Your encoder is gone");
  await page.getByText(/The broadcast ends in \d+ seconds? unless it comes back/).waitFor();
  await page.getByText("The encoder left").waitFor();
  assert.equal(await figure(page, "Picture").count(), 0);
  await inspect(page, "studio-interrupted");
  const back = publish(`${address}/${key}`);
  await state(page, "You are live");
  await figure(page, "Interruptions").filter({ hasText: "1" }).waitFor();

  await page.getByRole("button", { name: "End broadcast" }).click();
  await inspect(page, "studio-end");
  await dialog.getByRole("button", { name: "End it" }).click();
  await state(page, "Not on air");
  await back.exited;
  await page.getByText("You ended the broadcast").waitFor();
  await inspect(page, "studio-ended");
  assertFine(/status of 409/);
  await close();
});

test("a stream is made for later, in one's own zone, and changed", async () => {
  const owner = await newUser(url);
  const year = new Date().getFullYear() + 1;
  const { page, assertFine, close } = await come(owner, "/studio", { timezoneId: "Asia/Ho_Chi_Minh" });
  const id = await create(page, { title: "Chợ đêm", schedule: `${year}-03-01T20:00` });
  assert.equal((await expect(owner.get(`/streams/${id}`), 200)).scheduledAt, `${year}-03-01T13:00:00.000Z`);
  await page.getByText("Upcoming", { exact: true }).waitFor();
  await page.getByText(/starts .*08:00 PM GMT\+7/).waitFor();
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Starts at").inputValue(), `${year}-03-01T20:00`);
  await inspect(page, "studio-edit");
  await dialog.getByLabel("Title").fill("x".repeat(256));
  await dialog.getByLabel("Description").fill("y".repeat(5_001));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Use at most 255 characters, in one line.").waitFor();
  await dialog.getByText("Use at most 5,000 characters.").waitFor();
  await assertAccessible(page);
  await page.waitForFunction(() => document.activeElement.value?.startsWith("xxx"));
  await dialog.getByLabel("Title").fill("Chợ sáng");
  await dialog.getByLabel("Description").fill("Cá, rau\nvà hoa");
  await dialog.getByLabel("Starts at").fill("2001-01-01T10:00");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("This time has passed.").waitFor();
  await dialog.getByLabel("Starts at").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Chợ sáng" }).waitFor();
  await page.getByText("Not live yet").waitFor();
  const { title, description, scheduledAt } = await expect(owner.get(`/streams/${id}`), 200);
  assert.deepEqual([title, description, scheduledAt], ["Chợ sáng", "Cá, rau\nvà hoa", null]);
  assertFine(/status of 422/);
  await close();
});

test("who takes the video may be chosen, and a choice that is not there is refused in words", async () => {
  const { page, assertFine, close } = await come(await newUser(url), "/studio", { viewport: PHONE });
  await page.getByRole("button", { name: "New stream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("More options").click();
  await dialog.getByLabel("Who takes the video").selectOption("Cloudflare Stream");
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await dialog.getByText("This choice is not set up here. Choose another.").waitFor();
  await inspect(page, "studio-new-refused");
  await dialog.getByLabel("Who takes the video").selectOption("As usual here");
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await page.waitForURL(/\/studio\/streams\/\d+$/);
  assertFine(/status of 422/);
  await close();
});

test("a key that is replaced lets nobody in any more", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "Keys" });
  const { page, assertFine, close } = await come(owner, studio(stream));
  await page.getByRole("button", { name: "Show: Stream key" }).click();
  await page.getByRole("button", { name: "Hide: Stream key" }).waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("cut off within seconds").waitFor();
  await inspect(page, "studio-rotate");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(owner.get(`/streams/${stream.id}/key`), 200);
  await page.getByRole("button", { name: "New key" }).click();
  await dialog.getByRole("button", { name: "Replace it" }).click();
  await page.getByText("There is a new key. Put it into OBS.").waitFor();
  assert.equal(await holds(page, stream.streamKey), false);
  await page.getByRole("button", { name: "Show: Stream key" }).click();
  await page.getByRole("button", { name: "Hide: Stream key" }).waitFor();
  const key = await page.getByLabel("Stream key", { exact: true }).inputValue();
  assert.notEqual(key, stream.streamKey);
  await expectProblem(server.plain("on_publish", stream.streamKey, { clientId: "c1" }), 403);
  await expect(server.plain("on_publish", key, { clientId: "c1" }), 200);
  await state(page, "You are live");
  await shoot(page, "studio-rotated");
  assertFine();
  await close();
});

test("a broadcast that nobody measures says so", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "No figures" });
  const timestamp = new Date(Date.now() - 754_000).toISOString();
  await expect(server.plain("on_publish", stream.streamKey, { clientId: "c1", timestamp, viewers: 3 }), 200);
  const { page, assertFine, close } = await come(owner, studio(stream));
  await state(page, "You are live");
  await page.getByText("The media server tells no figures of this broadcast.").waitFor();
  await figure(page, "Viewers").filter({ hasText: "3" }).waitFor();
  assert.equal(await figure(page, "Bitrate").count(), 0);
  await inspect(page, "studio-unmeasured");
  await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  await state(page, "Not on air");
  assertFine();
  await close();
});

test("many events are shown page by page", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "Much ado" });
  await expect(server.plain("on_publish", stream.streamKey, { clientId: "c1" }), 200);
  for (const name of ["a", "b", "c", "d", "e", "f"]) {
    await expect(server.plain("on_play", stream.name, { clientId: name }), 200);
    await expect(server.plain("on_play_done", stream.name, { clientId: name }), 200);
  }
  const { page, assertFine, close } = await come(owner, studio(stream));
  const events = page.locator(".event");
  await waitFor("the first events", async () => (await events.count()) === 8);
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByText("The broadcast began").waitFor();
  assert.equal(await events.count(), 13);
  await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  await events.first().filter({ hasText: "You ended the broadcast" }).waitFor();
  assert.equal(await events.count(), 14);
  assertFine();
  await close();
});

test("all streams are listed: on air, upcoming, and the rest page by page", async () => {
  const owner = await newUser(url);
  for (let count = 1; count <= 22; count += 1) await newStream(owner, { title: `Evening ${count}` });
  const live = await newStream(owner, {
    title: "An evening that everybody talks about, with friends and songs",
  });
  await newStream(owner, { title: "Tet", scheduledAt: `${new Date().getUTCFullYear() + 1}-01-30T12:00:00Z` });
  await expect(server.plain("on_publish", live.streamKey, { clientId: "c1", viewers: 1_204 }), 200);
  const { page, assertFine, close } = await come(owner);
  const row = page.getByRole("listitem").filter({ hasText: "An evening that" });
  await row.getByText("Live", { exact: true }).waitFor();
  await row.getByText("1,204 viewers").waitFor();
  assert.deepEqual(await page.getByRole("heading", { level: 2 }).allTextContents(), [
    "Live now",
    "Upcoming",
    "Not on air",
  ]);
  await page
    .getByRole("listitem")
    .filter({ hasText: "Tet" })
    .getByText(/^Starts /)
    .waitFor();
  await inspect(page, "studio-list");
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("link", { name: "Evening 1", exact: true }).waitFor();
  assert.equal(await page.getByRole("heading", { level: 3, name: /^Evening/ }).count(), 22);
  await expect(owner.put(`/streams/${live.id}`, { status: "ended" }), 200);
  await row.getByText("Not on air").waitFor();
  assertFine();
  await close();
});

test("a stream is deleted after a question, and its page says that it is gone", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "Short life" });
  const { page, assertFine, close } = await come(owner, studio(stream));
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).click();
  await page.waitForURL(`${url}/studio`);
  await page.getByText("You have no streams yet").waitFor();
  await page.goto(url + studio(stream));
  await page.getByText("There is no such stream").waitFor();
  await inspect(page, "studio-missing");
  assertFine(/status of 404|WebSocket connection/);
  await close();
});

test("whoever does not own a stream cannot run it, and is told nothing of it", async () => {
  const stream = await newStream(await newUser(url), { title: "Mine" });
  const asked = [];
  const { page, assertFine, close } = await come(await newUser(url), studio(stream));
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByText("This stream belongs to somebody else").waitFor();
  await inspect(page, "studio-not-yours");
  assert.ok(asked.every((path) => !/\/(health|key|events)$/.test(path)));
  assertFine();
  await close();
});

describe("the keyboard", () => {
  test("is enough to make a stream, and comes back to where it was", async () => {
    const { page, assertFine, close } = await come(await newUser(url));
    await page.getByText("You have no streams yet").waitFor();
    const button = page.getByRole("button", { name: "New stream" });
    await button.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await button.evaluate((it) => it === document.activeElement), true);
    await page.keyboard.press("Enter");
    await page.keyboard.type("By keys alone");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/studio\/streams\/\d+$/);
    await page.getByRole("heading", { level: 1, name: "By keys alone" }).waitFor();
    await page.getByRole("button", { name: "Copy: Server" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Hide: Stream key" }).waitFor();
    assertFine();
    await close();
  });
});

test("all of it speaks Vietnamese", async () => {
  const owner = await newUser(url);
  const stream = await newStream(owner, { title: "Phở sáng" });
  await expect(server.plain("on_publish", stream.streamKey, { clientId: "c1" }), 200);
  await expect(
    server.plain("on_stats", stream.name, { bitrateBps: 2_500_000, width: 1280, height: 720, frameRate: 30 }),
    200,
  );
  const { page, assertFine, close } = await come(owner, studio(stream));
  await page.getByLabel("Language").selectOption("vi");
  await state(page, "Bạn đang phát trực tiếp");
  await figure(page, "Tốc độ bit").filter({ hasText: "2,5 Mb/giây" }).waitFor();
  await page.getByText("Buổi phát bắt đầu").waitFor();
  await inspect(page, "studio-vietnamese");
  await page.goto(`${url}/studio`);
  await page.getByRole("heading", { name: "Luồng phát của bạn" }).waitFor();
  await page.getByRole("button", { name: "Tạo luồng phát" }).click();
  await page.getByRole("dialog").getByLabel("Tiêu đề").waitFor();
  await shoot(page, "studio-vietnamese-new");
  await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  assertFine();
  await close();
});
