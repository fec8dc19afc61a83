// One's own videos, and how they get there, through the network's and the page's end.

import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { waitFor } from "../../dev/lib/wait.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect } from "../lib/client.mjs";
import { faultyLine } from "../lib/faulty-line.mjs";
import { inspect, PHONE, shoot, visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { MIB, newFile } from "../lib/tus.mjs";
import { newVideo, picture, sha256, video } from "../lib/videos.mjs";
import { ownWorker, temporaryFolder } from "../lib/worker.mjs";

const MAX_BYTES = 64 * MIB;
const TOKEN_SECONDS = 40;
const { url } = await ownWorker({
  VOD_MAX_BYTES: String(MAX_BYTES),
  ACCESS_TOKEN_SECONDS: String(TOKEN_SECONDS),
});
const { folder, remove } = temporaryFolder();

/** What a network that comes and goes leaves on the console. */
const NETWORK = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION|ERR_ABORTED/;
const SLOW_BYTES_A_SECOND = 4 * MIB;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  remove();
});

/** A file on disk, as the browser's dialog gives it. */
function onDisk(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Somebody at the page of their videos. */
async function come(user, { origin = url, ...options } = {}) {
  const one = await visit(browser, `${origin}/studio/videos`, { user, onContext: withoutPicker, ...options });
  const { page, context } = one;
  const patches = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") patches.push(Number(request.headers()["upload-offset"]));
  });
  await page.getByRole("heading", { name: /Your videos|Video của bạn/ }).waitFor();
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  const speed = (bytes) =>
    line.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytes,
    });
  const progress = page.locator(".upload progress");
  return {
    ...one,
    patches,
    progress,
    choose: (...paths) => page.locator(".dropzone input[type=file]").setInputFiles(paths),
    slow: () => speed(SLOW_BYTES_A_SECOND),
    fast: () => speed(-1),
    state: (state) => page.locator(`.upload[data-state="${state}"]`).waitFor(),
    sent: async () => Number(await progress.getAttribute("value")),
    /** Until so many bytes are said to be under way. */
    until: (bytes) =>
      page.waitForFunction((least) => document.querySelector(".upload progress")?.value >= least, bytes),
    row: (title) => page.locator(".video", { hasText: title }),
    ready: (title) =>
      page.locator(".video", { hasText: title }).getByText("Ready", { exact: true }).waitFor(),
    /** What scripts can find. */
    storage: () => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
  };
}

/** Playwright fills in inputs, not the dialog that gives handles. */
const withoutPicker = (context) => context.addInitScript(() => delete window.showOpenFilePicker);

const videosOf = async (user) => (await expect(user.get(`/vod?userId=${user.id}`), 200)).items;

test("an upload survives a lost network, a pause and a reload, and arrives as it was", async () => {
  const user = await newUser(url);
  const file = newFile(48 * MIB + 12_345);
  const path = onDisk("A walk_in the rain.mp4", file.bytes());
  const line = await faultyLine(Number(new URL(url).port));
  const one = await come(user, { origin: line.url });
  const { page } = one;
  await inspect(page, "studio-videos-empty");
  await one.slow();
  await one.choose(path);
  await one.until(6 * MIB);
  await shoot(page, "studio-upload-running");
  await one.context.setOffline(true);
  await one.state("waiting");
  await page.locator(".upload-facts", { hasText: "Connection lost. It goes on by itself." }).waitFor();
  await inspect(page, "studio-upload-offline");
  await one.context.setOffline(false);
  await one.slow();
  await one.state("sending");
  await one.until(12 * MIB);
  line.cut();
  await one.state("waiting");
  await one.state("sending");
  await one.until(16 * MIB);
  await page.getByRole("button", { name: /^Pause the upload/ }).click();
  await one.state("paused");
  const paused = one.patches.length;
  await inspect(page, "studio-upload-paused");
  assert.equal(one.patches.length, paused, "nothing is sent while it pauses");
  await page.getByRole("button", { name: /^Continue the upload/ }).click();
  await one.until(24 * MIB);

  const kept = await one.storage();
  assert.match(kept, /vod\/uploads\//);
  assert.doesNotMatch(kept, /eyJ|Bearer/);
  const address = kept.match(/\/vod\/uploads\/[\w-]+/)[0];
  const stranger = await newUser(url);
  const foreign = await stranger.call("HEAD", address, { headers: { "tus-resumable": "1.0.0" } });
  assert.equal(foreign.status, 404, "its address is of no use to others");

  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += dialog.type() === "beforeunload" ? 1 : 0;
    void dialog.accept();
  });
  await page.reload();
  assert.equal(asked, 1, "the browser asks before the page is left");
  await page.getByRole("heading", { name: "Unfinished uploads" }).waitFor();
  await inspect(page, "studio-upload-unfinished");
  const again = page.locator(".upload input[type=file]");
  await again.setInputFiles(onDisk("other.mp4", newFile(48 * MIB + 12_345).bytes()));
  await page
    .getByText("other.mp4 is another file. Choose the one that was A walk_in the rain.mp4.")
    .waitFor();
  const before = one.patches.length;
  await again.setInputFiles(path);
  await one.state("sending");
  await one.fast();
  await one.state("done");
  const offsets = one.patches.slice(before);
  assert.ok(offsets[0] > 14 * MIB, `goes on at ${offsets[0]}`);
  assert.ok(offsets.every((offset, index) => index === 0 || offset >= offsets[index - 1]));

  await one.ready("A walk in the rain");
  const [made] = await videosOf(user);
  assert.equal(made.title, "A walk in the rain");
  assert.equal(made.size, file.length);
  const stored = Buffer.from(await (await fetch(made.url)).arrayBuffer());
  assert.equal(sha256(stored), file.sha256());
  assert.doesNotMatch(await one.storage(), /uploads/);
  await inspect(page, "studio-upload-done");
  one.assertFine(NETWORK);
  await one.close();
  await line.close();
});
