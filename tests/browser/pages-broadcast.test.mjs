// Going live from the browser: a streamer's page, Stream's simulator with real media, and a viewer.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { FAKE_DEVICES, openBrowser } from "../lib/chat-browser.mjs";
import { expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { inspect, visit } from "../lib/pages.mjs";
import { publishFrom } from "../lib/whip-publisher.mjs";
import { openRooms } from "../stream/room-house.mjs";

const CAMERA_BUT_NOBODY_TO_ALLOW_IT = FAKE_DEVICES.slice(0, 1);
const NO_CAMERA = ["--use-fake-device-for-media-stream=device-count=0", FAKE_DEVICES[1]];
const WINDOW_MS = 20_000;

const rooms = await openRooms({ vars: { RECONNECT_WINDOW_MS: String(WINDOW_MS) } });
const { house } = rooms;
const noFaults = () => send(`${house.url}/__faults`, "DELETE");
/** What closes the windows of a test, whatever became of it. */
const opened = [];
let browser;

before(async () => {
  browser = await openBrowser(FAKE_DEVICES);
});
after(() => browser?.close());
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await noFaults();
  await house.unset();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const said = (page, words) => page.getByRole("status").filter({ hasText: words });
const says = (page, words) => said(page, words).waitFor();
const alerts = (page, words) => page.getByRole("alert").filter({ hasText: words }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const plays = (page) => page.waitForFunction(() => document.querySelector("video")?.currentTime > 1);

/** A stream of somebody new, and its page in the studio, where somebody may be at work already. */
async function openStudio({ in: window = browser, ...options } = {}) {
  const owner = await rooms.owner();
  const wish = { title: "From the browser", provider: "cloudflare" };
  const { id: streamId, ingest } = await expect(owner.post("/streams", wish), 201);
  const address = `${rooms.url}/studio/streams/${streamId}`;
  const visited = await visit(window, address, { user: owner, onContext: keepCaptured, ...options });
  opened.push(visited.close);
  visited.page.setDefaultTimeout(60_000); // pictures are work for a small machine
  return { owner, streamId, whipUrl: ingest.whipUrl, ...visited };
}

/** Everything that the page is given by cameras, microphones and screens, in `window.captured`. */
const keepCaptured = (context) =>
  context.addInitScript(() => {
    window.captured = [];
    for (const name of ["getUserMedia", "getDisplayMedia"]) {
      const ask = navigator.mediaDevices?.[name]?.bind(navigator.mediaDevices);
      if (!ask) continue;
      navigator.mediaDevices[name] = async (wish) => {
        const stream = await ask(wish);
        window.captured.push(...stream.getTracks());
        return stream;
      };
    }
  });
const stillCapturing = (page) =>
  page.evaluate(() =>
    window.captured.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind),
  );

async function goLive(page) {
  await button(page, "Use camera").click();
  await button(page, "Go live").click();
  await says(page, "You are live.");
}

/** Before there is one, it plays by WebRTC. */
const untilPlaylist = (owner, streamId) =>
  eventually(async () => {
    const { hls } = await expect(owner.get(`/streams/${streamId}/playback`), 200);
    assert.equal((await fetch(hls)).status, 200);
  });

const statusOf = async (owner, streamId) => (await expect(owner.get(`/streams/${streamId}`), 200)).status;

test("a streamer goes live from the browser, a viewer sees it, and it ends as a video", async () => {
  const { owner, streamId, page, assertFine } = await openStudio();
  await button(page, "Use camera").click();
  await button(page, "Go live").waitFor();
  await inspect(page, "broadcast-preview");
  await button(page, "Go live").click();
  await says(page, "You are live.");
  await untilPlaylist(owner, streamId);
  const viewer = await visit(browser, `${rooms.url}/watch/${streamId}`);
  await plays(viewer.page);
  assert.equal(await viewer.page.evaluate(() => document.querySelector("video").videoHeight), 720);
  viewer.assertFine();
  await viewer.close();
  await page.getByText(/^[\d,]+ kbit\/s$/).waitFor();
  await inspect(page, "broadcast-live");
  await button(page, "Stop broadcasting").click();
  await says(page, "The broadcast has ended.");
  await inspect(page, "broadcast-ended");
  await rooms.untilVideos(owner, { streamId }, "ready");
  await rooms.until(owner, { streamId }, "ended");
  assertFine();
});

test("all of it goes by keyboard, and the focus is never lost", async () => {
  const { page, assertFine } = await openStudio();
  await button(page, "Use camera").focus();
  await page.keyboard.press("Enter");
  await button(page, "Go live").waitFor();
  assert.equal(await focused(page), "Go live");
  await page.keyboard.press("Enter");
  await button(page, "Stop broadcasting").waitFor();
  assert.equal(await focused(page), "Stop broadcasting");
  await says(page, "Connected.");
  await page.keyboard.press("Enter");
  await says(page, "The broadcast has ended.");
  assert.equal(await focused(page), "Go live");
  assertFine();
});

test("after the network was lost it goes on by itself, and the broadcast is the same", async () => {
  const { owner, streamId, context, page } = await openStudio();
  await goLive(page);
  const { startTime } = await expect(owner.get(`/streams/${streamId}`), 200);
  await house.set({ whipSilenceMs: 2_000 });
  await house.fault({ kind: "deaf", ms: 60_000 });
  await context.setOffline(true);
  await says(page, "The connection is lost.");
  await inspect(page, "broadcast-lost");
  await noFaults();
  await context.setOffline(false);
  await says(page, "You are live.");
  const now = await expect(owner.get(`/streams/${streamId}`), 200);
  assert.deepEqual([now.status, now.startTime], ["live", startTime]);
  const viewer = await visit(browser, `${rooms.url}/watch/${streamId}`);
  await plays(viewer.page);
  await viewer.close();
  await button(page, "Stop broadcasting").click();
});

test("a stream that its owner ended does not come back by itself", async () => {
  const { owner, streamId, page } = await openStudio();
  await goLive(page);
  await expect(owner.put(`/streams/${streamId}`, { status: "ended" }), 200);
  await alerts(page, "The stream was ended.");
  await button(page, "Go live").waitFor();
  assert.equal(await statusOf(owner, streamId), "ended");
});

test("why it does not work is said in words, and it can be tried again", async () => {
  const { page } = await openStudio();
  await button(page, "Use camera").click();
  const refusal = (status) => ({ kind: "error", status });
  for (const [fault, words] of [
    [refusal(404), "it was closed, or its key was changed"],
    [refusal(406), "does not understand what this browser sends"],
    [refusal(409), "Somebody is already broadcasting to this stream"],
    [refusal(503), "The video service has a problem"],
    [{ kind: "rate_limited" }, "The video service has a problem"],
    [{ kind: "refused" }, "Check your network and try again"],
  ]) {
    await house.fault({ ...fault, method: "POST", path: "webRTC/publish", times: 9 });
    await button(page, "Go live").click();
    await alerts(page, words);
    await noFaults();
    await button(page, "Go live").waitFor();
  }
  await inspect(page, "broadcast-refused");
  await button(page, "Go live").click();
  await says(page, "You are live.");
  assert.equal(await page.getByRole("alert").filter({ hasText: /\S/ }).count(), 0);
});

test("whoever is there already is not pushed out, and a stream that is live from elsewhere says so", async () => {
  const { owner, streamId, page, whipUrl } = await openStudio();
  const other = await publishFrom(browser, whipUrl);
  await rooms.until(owner, { streamId }, "live");
  await says(page, "This stream is live from another program.");
  await button(page, "Use camera").click();
  await button(page, "Go live").click();
  await alerts(page, "Somebody is already broadcasting to this stream");
  assert.equal(await statusOf(owner, streamId), "live");
  await other.vanish();
});

test("screen and camera take turns while it is live", async () => {
  const { page, assertFine } = await openStudio();
  await goLive(page);
  await button(page, "Share screen").click();
  await button(page, "Hide screen").waitFor();
  await button(page, "Use camera").click();
  await button(page, "Turn camera off").waitFor();
  assert.deepEqual((await stillCapturing(page)).sort(), ["audio", "video"]);
  await says(page, "You are live.");
  assertFine();
});

test("microphone and camera can be switched off, and are given back in the end", async () => {
  const { page, assertFine } = await openStudio();
  await button(page, "Use camera").click();
  await button(page, "Mute microphone").click();
  await button(page, "Turn camera off").click();
  await page.getByText("Viewers see black.").waitFor();
  assert.deepEqual(await page.evaluate(() => window.captured.map(({ enabled }) => enabled)), [false, false]);
  await page.getByLabel("Microphone", { exact: true }).selectOption({ index: 1 });
  await eventually(async () => assert.equal(await page.evaluate(() => window.captured.length), 3));
  assert.equal(await page.evaluate(() => window.captured.at(-1).enabled), false, "who is muted stays muted");
  await inspect(page, "broadcast-hidden");
  await button(page, "Close preview").click();
  await button(page, "Use camera").waitFor();
  assert.deepEqual(await stillCapturing(page), []);
  assertFine();
});

test("the page asks before it leaves a broadcast, and only then", async () => {
  const { owner, streamId, page } = await openStudio();
  await goLive(page);
  const asked = new Promise((answer) => page.once("dialog", answer));
  const leaving = page.goto(`${rooms.url}/`).catch(() => {});
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.accept();
  await leaving;
  await eventually(async () => {
    const { status } = await house.result(
      house.api.get(`/stream/live_inputs/${await inputOf(owner, streamId)}`),
    );
    assert.equal(status.current.state, "disconnected");
  });
});

const inputOf = async (owner, streamId) =>
  (await expect(owner.get(`/streams/${streamId}/playback`), 200)).hls.split("/").at(-3);

test("no word of the address is shown or logged", async () => {
  const { page, whipUrl } = await openStudio();
  const secret = new URL(whipUrl).pathname.split("/")[1];
  const lines = [];
  page.on("console", (line) => lines.push(line.text()));
  await goLive(page);
  assert.ok(!(await page.content()).includes(secret));
  assert.ok(!lines.join().includes(secret));
});

for (const [who, flags, words, name] of [
  [
    "may not use the camera",
    CAMERA_BUT_NOBODY_TO_ALLOW_IT,
    "Allow it beside the address",
    "broadcast-denied",
  ],
  ["has no camera", NO_CAMERA, "No camera was found", "broadcast-no-camera"],
]) {
  test(`who ${who} is told what to do`, async () => {
    const other = await openBrowser(flags);
    opened.push(() => other.close());
    const { page, assertFine } = await openStudio({ in: other });
    await button(page, "Use camera").click();
    await alerts(page, words);
    await inspect(page, name);
    assertFine();
  });
}

test("who finds the camera in use is told so", async () => {
  const onContext = (context) =>
    context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("in use", "NotReadableError");
      };
    });
  const { page } = await openStudio({ onContext });
  await button(page, "Use camera").click();
  await alerts(page, "Another program uses the camera");
});

test("it speaks Vietnamese", async () => {
  const { page, assertFine } = await openStudio();
  await page.getByLabel("Language").selectOption("vi");
  await button(page, "Dùng camera").click();
  await button(page, "Phát trực tiếp").click();
  await says(page, "Bạn đang phát trực tiếp.");
  await inspect(page, "broadcast-vietnamese");
  assertFine();
});
