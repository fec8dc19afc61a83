// Watching what came by WebRTC, and plays by nothing else: a streamer's browser, Stream's simulator, and viewers'.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { waitFor } from "../../dev/lib/wait.mjs";
import { FAKE_DEVICES, openBrowser } from "../lib/chat-browser.mjs";
import { expect, send } from "../lib/client.mjs";
import { inspect, shoot, visit } from "../lib/pages.mjs";
import { openRooms } from "../stream/room-house.mjs";

const WINDOW_MS = 20_000;
/** What a browser says of its own accord when a session is refused, or is gone already. */
const REFUSALS = /Failed to load resource.*(404|409|40[13])/;

const rooms = await openRooms({
  vars: { RECONNECT_WINDOW_MS: String(WINDOW_MS) },
  switches: { whipPlays: "webrtc" },
});
const { house } = rooms;
const opened = [];
let browser;

before(async () => {
  browser = await openBrowser(FAKE_DEVICES);
});
after(() => browser?.close());
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await send(`${house.url}/__faults`, "DELETE");
  await house.set({ whipPlays: "webrtc" });
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const says = (page, words) => page.getByRole("status").filter({ hasText: words }).waitFor();

/** Somebody who goes live from the studio's page. */
async function openBroadcast() {
  const owner = await rooms.owner();
  const wish = { title: "From the browser", provider: "cloudflare" };
  const { id: streamId } = await expect(owner.post("/streams", wish), 201);
  const studio = await visit(browser, `${rooms.url}/studio/streams/${streamId}`, { user: owner });
  opened.push(studio.close);
  await button(studio.page, "Use camera").click();
  await goLive(studio.page);
  await rooms.until(owner, { streamId }, "live");
  return { owner, streamId, studio };
}

async function goLive(page) {
  await button(page, "Go live").click();
  await says(page, "You are live.");
}

/** Stops, and waits until Stream has seen that nothing comes any more. */
async function stop(page, owner, streamId) {
  await button(page, "Stop broadcasting").click();
  const { hls } = await expect(owner.get(`/streams/${streamId}/playback`), 200);
  await waitFor("Stream to see it", async () => {
    const path = `/stream/live_inputs/${hls.split("/").at(-3)}`;
    return (await house.result(house.api.get(path))).status.current.state === "disconnected";
  });
}

async function watch(path, options) {
  const viewer = await visit(browser, rooms.url + path, options);
  opened.push(viewer.close);
  return viewer;
}

const timeOf = (page) => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);
/** Waits until the picture has moved on by some seconds of its own time. */
async function untilMoved(page, seconds = 1) {
  const from = await waitFor("the picture", async () => (await timeOf(page)) || false);
  await waitFor("the picture to move", async () => (await timeOf(page)) > from + seconds);
}
const healthOf = (page) => page.locator(".player-health").getAttribute("data-health");
const untilHealth = (page, health) =>
  waitFor(`the picture to be ${health}`, async () => (await healthOf(page)) === health);
const goodbyes = async () =>
  (await house.log()).filter(({ method, path }) => method === "DELETE" && path?.includes("/webRTC/play/"))
    .length;

test("who watches sees the streamer's browser, with all controls, until the broadcast ends", async () => {
  const { owner, streamId, studio } = await openBroadcast();
  const { page, assertFine } = await watch(`/watch/${streamId}`);
  await untilMoved(page);
  assert.equal(await page.evaluate(() => document.querySelector("video").srcObject !== null), true);
  await page.locator("media-live-button[mediatimeislive]").waitFor();
  await inspect(page, "watch-webrtc");
  const play = page.locator("media-play-button");
  await play.focus();
  await page.keyboard.press("Space");
  await page.locator("media-play-button[mediapaused]").waitFor();
  await page.keyboard.press("Space");
  await page.locator("media-play-button:not([mediapaused])").waitFor();
  await untilMoved(page);
  await page.keyboard.press("m");
  await page.locator('media-mute-button[mediavolumelevel="off"]').waitFor();
  await button(studio.page, "Stop broadcasting").click();
  await rooms.until(owner, { streamId }, "ended");
  await page.locator("video").waitFor({ state: "detached" });
  assertFine(REFUSALS);
});

test("the page in a frame plays it, too, and says goodbye when it goes", async () => {
  const { streamId } = await openBroadcast();
  const { page, assertFine } = await watch(`/embed/${streamId}?chat=0`);
  await untilMoved(page);
  const said = await goodbyes();
  await page.goto("about:blank");
  await waitFor("the goodbye", async () => (await goodbyes()) > said);
  assertFine(REFUSALS);
});

/** Whoever tests a page has touched it, as Chromium sees it; viewers have not. */
const silence = (context) =>
  context.addInitScript(() => {
    let isTouched = false;
    addEventListener("pointerdown", () => {
      isTouched = true;
    });
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = async function () {
      if (!this.muted && !isTouched) throw new DOMException("touch the page", "NotAllowedError");
      return play.call(this);
    };
  });

test("where sound has to be asked for, the picture plays without, and the viewer switches it on", async () => {
  const { streamId } = await openBroadcast();
  const { page, assertFine } = await watch(`/watch/${streamId}`, { onContext: silence });
  await untilMoved(page);
  const isMuted = () => page.evaluate(() => document.querySelector("video").muted);
  assert.equal(await isMuted(), true);
  await button(page, "Sound on").click();
  assert.equal(await isMuted(), false);
  await untilMoved(page);
  assertFine(REFUSALS);
});

test("a lost network comes back, and so does the picture", async () => {
  const { streamId } = await openBroadcast();
  const { page, context } = await watch(`/watch/${streamId}`);
  await untilMoved(page);
  await house.fault({ kind: "deaf", side: "viewers", ms: 600_000 });
  await context.setOffline(true);
  await says(page, "The connection is lost. Reconnecting");
  await inspect(page, "watch-webrtc-lost");
  await send(`${house.url}/__faults`, "DELETE");
  await context.setOffline(false);
  await untilHealth(page, "playing");
  await untilMoved(page);
});

test("a viewer waits for a streamer whose connection is lost, and sees the picture again by itself", async () => {
  const { streamId, studio } = await openBroadcast();
  const { page } = await watch(`/watch/${streamId}`, { locale: "vi-VN" });
  await untilMoved(page);
  await button(studio.page, "Stop broadcasting").click();
  await says(page, "Hiện chưa có hình ảnh từ người phát.");
  await shoot(page, "watch-webrtc-absent-vietnamese");
  await goLive(studio.page);
  await untilHealth(page, "playing");
  await untilMoved(page);
});

test("who may not connect is told that the network is in the way", async () => {
  const { streamId } = await openBroadcast();
  await house.fault({ kind: "deaf", side: "viewers", ms: 600_000 });
  const { page } = await watch(`/watch/${streamId}`);
  await says(page, "Your network does not let this video through.");
  await shoot(page, "watch-webrtc-blocked");
  await send(`${house.url}/__faults`, "DELETE");
  await untilMoved(page);
});

/** An encoder's broadcast, as far as a player sees it, or again what plays by WebRTC alone. */
const playsByHls = (isSo) => house.set({ whipPlays: isSo ? "everywhere" : "webrtc" });
const isByHls = (page) =>
  page.waitForFunction(() => document.querySelector("video")?.src.startsWith("blob:"));
const isByWebrtc = (page) => page.waitForFunction(() => document.querySelector("video")?.srcObject);

test("whichever way the streamer goes on, the same player goes along", async () => {
  const { owner, streamId, studio } = await openBroadcast();
  const { page } = await watch(`/watch/${streamId}`);
  await isByWebrtc(page);
  await untilMoved(page);
  await stop(studio.page, owner, streamId);
  await playsByHls(true);
  await goLive(studio.page);
  await isByHls(page);
  await untilMoved(page);
  await stop(studio.page, owner, streamId);
  await playsByHls(false);
  await goLive(studio.page);
  await isByWebrtc(page);
  await untilMoved(page);
});
