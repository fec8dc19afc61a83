// A media element in Chromium, on a page of another origin.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, servePage } from "../lib/chat-browser.mjs";
import { newUser } from "../lib/people.mjs";
import { newVideo, video } from "../lib/videos.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const LENGTH_S = 40;
const LIMIT = { timeout: 30_000 };

const url = await sharedWorker();
const owner = await newUser(url);

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([openBrowser(), servePage()]);
});
after(() => Promise.all([browser?.close(), site?.stop()]));

/** A page that plays an address, silently, since browsers let nothing else play by itself. */
async function openPlayer(address) {
  const page = await browser.newPage();
  const answers = [];
  page.on("response", (response) => {
    if (response.url() === address) answers.push([response.status(), response.headers()["content-range"]]);
  });
  await page.goto(site.url);
  await page.evaluate((src) => {
    const player = Object.assign(document.createElement("video"), { src, muted: true });
    document.body.append(player);
    window.player = player;
  }, address);
  await page.waitForFunction(() => player.readyState >= 3 || player.error, undefined, LIMIT);
  assert.equal(await page.evaluate(() => player.error?.message), undefined);
  return {
    answers,
    close: () => page.close(),
    facts: () => page.evaluate(() => [player.videoWidth, player.videoHeight, player.duration]),
    play: () => page.evaluate(() => player.play()),
    until: (condition, value) => page.waitForFunction(condition, value, LIMIT),
    seek: (toS) =>
      page.evaluate(async (time) => {
        const seeked = new Promise((resolve) => player.addEventListener("seeked", resolve, { once: true }));
        player.currentTime = time;
        await seeked;
        return player.currentTime;
      }, toS),
  };
}

describe("a video in a page", () => {
  for (const name of ["faststart.mp4", "moov-at-end.mp4", "browser.webm"]) {
    test(`plays by its signed link, forward and back: ${name}`, async () => {
      const made = await newVideo(owner, { private: true }, video(name, LENGTH_S));
      const player = await openPlayer(made.url);
      const [width, height, durationS] = await player.facts();
      assert.deepEqual([width, height], [made.width, made.height]);
      assert.ok(Math.abs(durationS - LENGTH_S) < 0.2 && Math.abs(made.duration - durationS) < 0.2);
      await player.play();
      await player.until(() => player.currentTime > 0.5);
      for (const toS of [LENGTH_S - 5, 3, LENGTH_S / 2]) {
        assert.ok(Math.abs((await player.seek(toS)) - toS) < 0.5);
        await player.until((time) => player.currentTime > time + 0.3, toS);
      }
      assert.ok(player.answers.length > 0);
      for (const [status, range] of player.answers) {
        assert.equal(status, 206);
        assert.match(range, new RegExp(`^bytes \\d+-\\d+/${made.size}$`));
      }
      await player.close();
    });
  }

  test("whose link was tampered with does not play", async () => {
    const made = await newVideo(owner, { private: true });
    const address = made.url.replace(/signature=.{8}/, "signature=AAAAAAAA");
    await assert.rejects(openPlayer(address));
  });
});
