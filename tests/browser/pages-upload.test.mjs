// One's own videos, and how they get there, through the network's and the page's end.

import assert from "node:assert/strict";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect } from "../lib/client.mjs";
import { faultyLine } from "../lib/faulty-line.mjs";
import { assertAccessible, inspect, PHONE, shoot, visit } from "../lib/pages.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { MIB, newFile } from "../lib/tus.mjs";
import { newVideo, picture, sha256, video } from "../lib/videos.mjs";
import { ownWorker, temporaryFolder } from "../lib/worker.mjs";

const MAX_BYTES = 64 * MIB;
/** Less than any upload here takes: tokens are renewed under way. */
const TOKEN_SECONDS = 10;
const { url } = await ownWorker({
  VOD_MAX_BYTES: String(MAX_BYTES),
  ACCESS_TOKEN_SECONDS: String(TOKEN_SECONDS),
});
const { folder, remove } = temporaryFolder();

/** What a network that comes and goes leaves on the console; 409: the server has yet to store what came before it went. */
const NETWORK = /status of 409|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION|ERR_ABORTED/;
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
  return {
    ...one,
    patches,
    choose: (...paths) => page.locator(".dropzone input[type=file]").setInputFiles(paths),
    slow: () => speed(SLOW_BYTES_A_SECOND),
    fast: () => speed(-1),
    state: (state) => page.locator(`.upload[data-state="${state}"]`).waitFor(),
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

/** Their videos; with a token of now, since none lives for long here. */
async function videosOf(user) {
  const now = await logIn(url, user);
  return (await expect(now.get(`/vod?userId=${user.id}`), 200)).items;
}

test("an upload survives a lost network, a pause and a reload, and arrives as it was", async (t) => {
  const user = await newUser(url);
  const file = newFile(48 * MIB + 12_345);
  const path = onDisk("A walk_in the rain.mp4", file.bytes());
  const line = await faultyLine(Number(new URL(url).port));
  t.after(() => line.close());
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
});

describe("uploads of before", () => {
  /** A file that the page can find again by itself: in the browser's own file system. */
  const storeInBrowser = (page, name, size) =>
    page.evaluate(
      async ({ name, size, head }) => {
        const root = await navigator.storage.getDirectory();
        const writing = await (await root.getFileHandle(name, { create: true })).createWritable();
        const bytes = Uint8Array.from(atob(head), (letter) => letter.charCodeAt(0));
        const rest = new Uint8Array(size - bytes.length);
        new DataView(rest.buffer).setUint32(0, rest.length);
        rest.set(new TextEncoder().encode("free"), 4);
        await writing.write(new Blob([bytes, rest]));
        await writing.close();
      },
      { name, size, head: video().toString("base64") },
    );

  const pickFromBrowser = (context) =>
    context.addInitScript(() => {
      window.showOpenFilePicker = async () => {
        const root = await navigator.storage.getDirectory();
        return [await root.getFileHandle("by handle.mp4")];
      };
    });

  test("go on at a press of a button where the browser keeps the way to the file", async () => {
    const user = await newUser(url);
    const one = await come(user, { onContext: pickFromBrowser });
    await storeInBrowser(one.page, "by handle.mp4", 24 * MIB);
    await one.slow();
    await one.page.getByText("Choose files").click();
    await one.until(8 * MIB);
    await one.page.reload();
    await one.page.getByRole("button", { name: "Continue the upload of by handle.mp4" }).click();
    await one.fast();
    await one.state("done");
    assert.ok(one.patches.at(-1) > 4 * MIB, `goes on at ${one.patches.at(-1)}`);
    await one.ready("by handle");
    one.assertFine(NETWORK);
    await one.close();
  });

  test("can be discarded, and are not offered to anyone else", async () => {
    const user = await newUser(url);
    const one = await come(user);
    await one.slow();
    await one.choose(onDisk("left behind.mp4", newFile(20 * MIB).bytes()));
    await one.until(4 * MIB);
    await one.page.reload();
    await one.page.getByRole("heading", { name: "Unfinished uploads" }).waitFor();
    await one.page.getByRole("button", { name: "Discard the upload of left behind.mp4" }).click();
    await one.page.getByRole("heading", { name: "Unfinished uploads" }).waitFor({ state: "hidden" });
    assert.deepEqual(await videosOf(user), []);
    assert.doesNotMatch(await one.storage(), /uploads/);
    one.assertFine(NETWORK);
    await one.close();
  });
});

test("an upload that is cancelled leaves nothing, and the next in line goes on", async () => {
  const user = await newUser(url);
  const one = await come(user, { viewport: PHONE });
  await one.slow();
  const [large, small] = [newFile(24 * MIB), newFile(MIB)];
  await one.choose(onDisk("unwanted.mp4", large.bytes()), onDisk("wanted.mp4", small.bytes()));
  await one.state("queued");
  await one.until(4 * MIB);
  await one.page.getByText("Waits for its turn", { exact: true }).waitFor();
  await inspect(one.page, "studio-upload-queue");
  await one.page.getByRole("button", { name: "Cancel the upload of unwanted.mp4" }).click();
  await one.page.locator(".upload", { hasText: "unwanted" }).waitFor({ state: "detached" });
  await one.ready("wanted");
  const titles = (await videosOf(user)).map(({ title }) => title);
  assert.deepEqual(titles, ["wanted"]);
  assert.doesNotMatch(await one.storage(), /uploads/);
  await one.page.getByRole("button", { name: "Dismiss wanted.mp4" }).click();
  await one.page.getByRole("heading", { name: "Uploads", exact: true }).waitFor({ state: "detached" });
  one.assertFine(NETWORK);
  await one.close();
});

test("what cannot be a video is refused before anything is sent, with the reason", async () => {
  const one = await come(await newUser(url));
  const large = onDisk("too large.mp4", newFile(MIB).bytes());
  truncateSync(large, MAX_BYTES + 1);
  await one.choose(
    onDisk("letter.mp4", "Dear friend, this is no video at all."),
    onDisk("nothing.mp4", ""),
    large,
  );
  await one.page.getByText("3 files were not taken").waitFor();
  await one.page.getByText("This is no video: MP4").waitFor();
  await one.page.getByText("The file is empty.").waitFor();
  await one.page.getByText("The file is too large. Up to 67 MB are taken.").waitFor();
  await inspect(one.page, "studio-upload-refused");
  assert.deepEqual(one.patches, []);
  // A picture begins like a video does; the server looks closer.
  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from("ftypheic\0\0\0\0mif1heic"),
    Buffer.alloc(9_000),
  ]);
  await one.choose(onDisk("photo.mp4", heic));
  await one.state("failed");
  await one.page.locator(".upload", { hasText: "This is no video" }).waitFor();
  await assertAccessible(one.page);
  one.assertFine(/status of 415/);
  await one.close();
});

test("videos are renamed, hidden, given a picture, and deleted", async () => {
  const user = await newUser(url);
  const stream = await newStream(user, { title: "A concert" });
  await newVideo(user, { title: "First take", streamId: stream.id });
  await newVideo(user, { title: "Second take" });
  const one = await come(user);
  const { page } = one;
  await one.row("First take").getByRole("link", { name: "Watch “First take”" }).waitFor();
  await inspect(page, "studio-videos");
  await page.getByRole("button", { name: "Edit “Second take”" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("The take that we keep");
  await dialog.getByLabel("Private: only you find it").check();
  await dialog.getByLabel("Picture").setInputFiles(onDisk("poster.txt", "no picture"));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("The picture must be JPEG, PNG or WebP.").waitFor();
  await inspect(page, "studio-video-edit");
  await dialog.getByLabel("Picture").setInputFiles(onDisk("poster.jpg", picture("thumbnail.jpg")));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "hidden" });
  const kept = one.row("The take that we keep");
  await kept.getByText("Private", { exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelector(".video img")?.naturalWidth > 0);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    kept.getByRole("link", { name: "Download “The take that we keep”" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "The take that we keep.mp4");

  await page.getByRole("button", { name: "Delete “First take”" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Delete “First take”" }).click();
  await inspect(page, "studio-video-delete");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await one.row("First take").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Your videos");
  assert.deepEqual(
    (await videosOf(user)).map(({ title, private: isPrivate }) => [title, isPrivate]),
    [["The take that we keep", true]],
  );
  one.assertFine();
  await one.close();
});

test("what is uploaded at a stream's page belongs to the stream", async () => {
  const user = await newUser(url);
  const stream = await newStream(user, { title: "A concert" });
  await newVideo(user, { title: "Of no stream" });
  const one = await come(user);
  await one.page.goto(`${url}/studio/streams/${stream.id}`);
  await one.page.getByText("No videos of this stream yet").waitFor();
  await one.page.getByLabel("Upload as private").check();
  await one.choose(onDisk("encore.mp4", video()));
  await one.ready("encore");
  assert.equal(await one.row("Of no stream").count(), 0);
  const [made] = await videosOf(user);
  assert.deepEqual([made.title, made.streamId, made.private], ["encore", stream.id, true]);
  const watch = one.row("encore").getByRole("link", { name: "Watch “encore”" });
  assert.equal(await watch.getAttribute("href"), `/watch/${stream.id}?video=${made.id}`);
  one.assertFine();
  await one.close();
});

test("a long list comes page by page, and what moves is followed", async () => {
  const user = await newUser(url);
  for (let count = 0; count < 21; count += 1) await newVideo(user, { title: `Take ${count}` });
  const one = await come(user);
  await one.row("Take 20").waitFor();
  assert.equal(await one.page.locator(".video").count(), 20);
  await one.page.getByRole("button", { name: "Show more" }).click();
  await one.row("Take 0").waitFor();
  await one.page.locator(".video:focus", { hasText: /^Take 0/ }).waitFor();
  assert.equal(await one.page.locator(".video").count(), 21);
  one.assertFine();
  await one.close();
});

test("the whole of it is there for the keyboard, and in Vietnamese", async () => {
  const user = await newUser(url);
  const one = await come(user);
  const { page } = one;
  await page.getByText("No videos yet").waitFor();
  await page.locator(".dropzone input").focus();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await one.slow();
  await chooser.setFiles(onDisk("by keyboard.mp4", newFile(12 * MIB).bytes()));
  await page.getByRole("button", { name: "Pause the upload of by keyboard.mp4" }).focus();
  await page.keyboard.press("Enter");
  await one.state("paused");
  await page.getByLabel("Language").selectOption("vi");
  await page.getByText("Đã tạm dừng", { exact: true }).waitFor();
  await inspect(page, "studio-videos-vietnamese");
  await page.getByRole("button", { name: "Tiếp tục tải lên by keyboard.mp4" }).focus();
  await page.keyboard.press("Enter");
  await one.fast();
  await one.row("by keyboard").getByText("Sẵn sàng").waitFor();
  one.assertFine(NETWORK);
  await one.close();
});

test("whoever signs out has nothing more to send, and goes on once signed in again", async () => {
  const user = await newUser(url);
  const one = await come(user);
  const { page, context } = one;
  await one.slow();
  await one.choose(onDisk("interrupted.mp4", newFile(20 * MIB).bytes()));
  await one.until(3 * MIB);
  await context.setOffline(true);
  await one.state("waiting");
  const elsewhere = await logIn(url, user);
  const { items } = await expect(elsewhere.get("/auth/sessions"), 200);
  for (const { id, current } of items) {
    if (!current) await expect(elsewhere.delete(`/auth/sessions/${id}`), 204);
  }
  await context.setOffline(false);
  await page.getByText("Sign in to go live").waitFor();
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Username").fill(user.username);
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Your session has ended. Sign in again, then continue.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Continue the upload of interrupted.mp4" }).click();
  await one.fast();
  await one.ready("interrupted");
  assert.ok(one.patches.at(-1) > 0);
  one.assertFine(/ERR_|status of 401/);
  await one.close();
});
