// The page of a stream with real video: an encoder, nginx-rtmp, and viewers in Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { waitFor } from "../../dev/lib/wait.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import {
  assertFits,
  countScripts,
  DESKTOP,
  inspect,
  PHONE,
  serveForeign,
  shoot,
  visit,
} from "../lib/pages.mjs";
import { onAir, openHouse, untilEnded } from "../media/house.mjs";

/** What the first view of a stream may load, player and all, in bytes of gzipped script. */
const SCRIPT_LIMIT_BYTES = 200_000;

let house, browser, live;
before(async () => {
  [house, browser] = await Promise.all([openHouse(), openBrowser()]);
  live = await onAir(house);
  await waitFor("the playlist", async () => (await fetch(live.stream.playback.hls)).ok);
});
after(async () => {
  await browser?.close();
  await live?.encoder.stop();
  await house?.close();
});

const at = (path) => house.worker.url + path;
const watchPath = () => `/watch/${live.stream.id}`;

/** Waits until the picture has moved on by some seconds of its own time. */
async function untilMoved(frame, seconds) {
  const time = () => frame.evaluate(() => document.querySelector("video")?.currentTime ?? 0);
  const from = await waitFor("the picture", async () => (await time()) || false);
  await waitFor("the picture to move", async () => (await time()) > from + seconds);
}

test("two viewers see the picture move, with little delay", async () => {
  const visits = await Promise.all([
    visit(browser, at(watchPath()), { viewport: PHONE }),
    visit(browser, at(watchPath())),
  ]);
  for (const { page } of visits) await untilMoved(page, 2);
  const behindS = await visits[1].page.evaluate(() => {
    const video = document.querySelector("video");
    return video.seekable.end(video.seekable.length - 1) - video.currentTime;
  });
  assert.ok(behindS < 8, `${behindS} s behind`);
  await visits[1].page.getByText("2 viewers").waitFor();
  await inspect(visits[1].page, "watch-live");
  for (const one of visits) {
    one.assertFine();
    await one.close();
  }
});

test("the first view loads little script, and the chat is there before the player", async () => {
  const context = await browser.newContext({ viewport: DESKTOP });
  const page = await context.newPage();
  const scripts = countScripts(page);
  let letGo;
  const held = new Promise((done) => {
    letGo = done;
  });
  // Whatever is not named in the page itself belongs to the player.
  const html = await (await fetch(at(watchPath()))).text();
  await page.route("**/assets/*.js", async (route) => {
    if (!html.includes(new URL(route.request().url()).pathname)) await held;
    await route.continue();
  });
  await page.goto(at(watchPath()));
  await page.getByText("only people with an account may write").waitFor();
  assert.equal(await page.locator("video").count(), 0);
  letGo();
  await untilMoved(page, 1);
  const bytes = await scripts();
  assert.ok(bytes < SCRIPT_LIMIT_BYTES, `${bytes} bytes`);
  await context.close();
});

test("the player obeys the keyboard", async () => {
  const { page, assertFine, close } = await visit(browser, at(watchPath()));
  await untilMoved(page, 1);
  const play = page.locator("media-play-button");
  await play.focus();
  await page.keyboard.press("Space");
  await page.locator("media-play-button[mediapaused]").waitFor();
  await page.keyboard.press("k");
  await page.locator("media-play-button:not([mediapaused])").waitFor();
  await page.keyboard.press("m");
  await page.locator('media-mute-button[mediavolumelevel="off"]').waitFor();
  const buttons = ["media-mute-button", "media-pip-button", "media-fullscreen-button"];
  for (const button of buttons) assert.ok(await page.locator(button).isVisible(), button);
  assertFine();
  await close();
});

test("another page shows player and chat in a frame, but no other page of ours", async () => {
  const frames = [`/embed/${live.stream.id}`, watchPath()].map(
    (path) =>
      `<iframe src="${at(path)}" width="1000" height="380" allow="autoplay" title="liveroom"></iframe>`,
  );
  const site = await serveForeign(`<!doctype html><title>host</title>${frames.join("")}`);
  const { page, close } = await visit(browser, site.url);
  const embedded = page.frameLocator("iframe >> nth=0");
  await embedded.getByText("only people with an account may write").waitFor();
  await untilMoved(
    page.frames().find((frame) => frame.url().includes("/embed/")),
    1,
  );
  await shoot(page, "embed-in-a-page");
  assert.equal(await page.frameLocator("iframe >> nth=1").locator("#page").count(), 0);
  await close();
  site.stop();
});

test("the embedded page is for everyone", async () => {
  const { page, assertFine, close } = await visit(browser, at(`/embed/${live.stream.id}`));
  await untilMoved(page, 1);
  await inspect(page, "embed");
  assertFine();
  await close();
});

test("when the stream ends, its recording plays right there", async () => {
  const { page, close } = await visit(browser, at(watchPath()), { viewport: PHONE });
  await untilMoved(page, 1);
  await live.encoder.stop();
  await untilEnded(house, live.stream);
  await page.getByText("The stream has ended").waitFor();
  await shoot(page, "watch-ended-phone");
  const play = page.getByRole("button", { name: /Play the recording/ });
  await play.waitFor({ timeout: 90_000 });
  await inspect(page, "watch-recording");
  await play.click();
  await untilMoved(page, 1);
  await assertFits(page);
  await shoot(page, "watch-recording-playing");
  await page.goto(at("/"));
  await page.getByRole("link", { name: "A test" }).click();
  await untilMoved(page, 1);
  await close();
});
