// What a player offers for a stream that has more than one picture and words to read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect, send } from "../lib/client.mjs";
import { inspect, PHONE, visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { servePlaylists } from "../lib/playlists.mjs";
import { WEBHOOK_SECRET } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const files = await servePlaylists();
const { url } = await ownWorker({ PLAYBACK_HLS_URL: files.url });

let browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  files.stop();
});

test("quality and captions can be chosen, in the viewer's language", async () => {
  const owner = await newUser(url);
  const { id, streamKey } = await expect(owner.post("/streams", { title: "Two pictures" }), 201);
  const event = { event: "on_publish", streamKey, clientId: "encoder" };
  await expect(send(`${url}/webhook/stream-event?secret=${WEBHOOK_SECRET}`, "POST", { json: event }), 200);
  const { page, assertFine, close } = await visit(browser, `${url}/watch/${id}`, { locale: "vi-VN" });
  const quality = page.getByLabel("Chất lượng");
  await quality.waitFor();
  assert.match((await quality.locator("option").allTextContents()).join(), /^Tự động.*,360p,180p$/);
  await quality.selectOption("180p");
  await page.waitForFunction(() => document.querySelector("video").videoHeight === 180);
  const captions = page.getByRole("switch", { name: "phụ đề" });
  await captions.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((text) => {
    const showing = [...document.querySelector("video").textTracks].find(({ mode }) => mode === "showing");
    return showing?.activeCues?.[0]?.text === text;
  }, files.caption);
  await inspect(page, "watch-captions");
  await page.setViewportSize(PHONE);
  for (const control of await page.locator("media-control-bar > *:visible").all()) {
    const { x, width } = await control.boundingBox();
    assert.ok(
      x >= 0 && x + width <= PHONE.width,
      `${await control.evaluate(({ localName }) => localName)} fits`,
    );
  }
  assertFine();
  await close();
});
