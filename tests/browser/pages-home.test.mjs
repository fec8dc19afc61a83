// The home page, and what all pages have in common.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { putSnapshot } from "../lib/hooks.mjs";
import { assertAccessible, inspect, PHONE, shoot, visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { WEBHOOK_SECRET } from "../lib/settings.mjs";
import { newStream } from "../lib/streams.mjs";
import { picture, WIDTH } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker();

/** How often the page asks who is live. */
const LIVE_EVERY_MS = 15_000;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const goLive = ({ streamKey }) =>
  expect(
    send(`${url}/webhook/stream-event?secret=${WEBHOOK_SECRET}`, "POST", {
      json: { event: "on_publish", streamKey, clientId: "encoder" },
    }),
    200,
  );

describe("a platform where nothing happens yet", () => {
  test("says what to do, in each language and theme", async () => {
    const { page, assertFine, close } = await visit(browser, `${url}/`);
    await page.getByText("Nobody is live right now").waitFor();
    await page.getByText("Nothing is planned").waitFor();
    await page.getByText("No recordings yet").waitFor();
    await inspect(page, "home-empty");
    await page.getByLabel("Language").selectOption("vi");
    await page.getByText("Hiện không có ai phát trực tiếp").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "vi");
    await page.reload();
    await page.getByText("Chưa có bản ghi").waitFor();
    await page.getByRole("button", { name: "Chuyển sang nền tối" }).click();
    await page.reload();
    await page.getByText("Chưa có bản ghi").waitFor();
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, "rgb(15, 18, 23)");
    await shoot(page, "home-empty-vietnamese");
    assertFine();
    await close();
  });

  test("speaks the language of the browser", async () => {
    const { page, close } = await visit(browser, `${url}/`, { locale: "vi-VN" });
    await page.getByRole("heading", { name: "Sắp tới" }).waitFor();
    await assertAccessible(page);
    await close();
  });
});

test("who is live, what comes and what was are shown, in the viewer's zone", async () => {
  const owner = await newUser(url);
  const live = await newStream(owner, {
    title: "Cooking phở for a hundred guests, from the first bone to the last bowl",
  });
  await goLive(live);
  const scheduledAt = `${new Date().getUTCFullYear() + 1}-03-01T13:00:00.000Z`;
  await newStream(owner, { title: "Spring concert", scheduledAt });
  await expect(
    owner.post("/vod/upload", { title: "A walk", url: "https://cdn.example.com/walk.mp4", duration: 754 }),
    201,
  ).catch(() => {});
  const { page, assertFine, close } = await visit(browser, `${url}/`, { timezoneId: "Asia/Ho_Chi_Minh" });
  const card = page.getByRole("listitem").filter({ hasText: "Cooking phở" });
  await card.getByText("Live", { exact: true }).waitFor();
  await card.getByText("0 viewers").waitFor({ state: "attached" });
  await page.getByText(/08:00 PM GMT\+7/).waitFor();
  await inspect(page, "home");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Cooking phở/);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/watch/${live.id}`);
  // No encoder is there: the player says that it tries again, and the page stays usable.
  await page.getByText("The video cannot be played at the moment.").waitFor();
  await shoot(page, "watch-failing");
  assertFine(/ERR_CONNECTION_REFUSED|Failed to load resource/);
  await close();
});

describe("a live card", () => {
  const chosen = `${url}/assets/chosen.jpg`;
  let owner, piano, chess, radio;
  before(async () => {
    owner = await newUser(url);
    piano = await newStream(owner, { title: "Street piano" });
    chess = await newStream(owner, { title: "Chess at noon", thumbnail: chosen });
    radio = await newStream(owner, { title: "Radio hour" });
    for (const stream of [piano, chess, radio]) await goLive(stream);
    for (const { name } of [piano, chess]) await expect(putSnapshot(url, name, picture("a.jpg")), 204);
  });
  after(async () => {
    for (const { id } of [piano, chess, radio]) {
      await expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);
    }
  });

  /** The width of the picture that has really loaded. */
  const widthOf = (image) => image.evaluate((it) => it.decode().then(() => it.naturalWidth));

  test("shows what its owner chose, or else what is on air, or else something calm", async () => {
    const { page, assertFine, close } = await visit(browser, `${url}/`, {
      onContext: (context) =>
        context.route(chosen, (route) => route.fulfill({ contentType: "image/png", body: picture("b.png") })),
    });
    const card = (title) => page.getByRole("listitem").filter({ hasText: title });
    const onAir = card("Street piano").getByAltText(`What ${owner.username} is showing right now`);
    assert.equal(await widthOf(onAir), WIDTH);
    assert.match(await onAir.getAttribute("src"), /\/streams\/\d+\/snapshot\?/);
    const own = card("Chess at noon").locator("img");
    assert.equal(await widthOf(own), WIDTH);
    assert.equal(await own.getAttribute("src"), chosen);
    await card("Radio hour").locator(".thumbnail .icon").waitFor();
    assert.equal(await card("Radio hour").locator("img").count(), 0);
    await inspect(page, "home-live");
    await page.getByLabel("Language").selectOption("vi");
    await page.getByAltText(`Hình ảnh hiện tại trong buổi phát của ${owner.username}`).waitFor();
    assertFine();
    await close();
  });

  test("follows what is on air", async () => {
    let minutes = 0;
    /** The list as it is minutes later. */
    const later = async (route) => {
      const reply = await route.fetch();
      const text = (await reply.text()).replaceAll(/&t=(\d+)/g, (_, t) => `&t=${Number(t) + minutes}`);
      await route.fulfill({ response: reply, body: text });
    };
    const { page, close } = await visit(browser, `${url}/`, {
      onContext: async (context) => {
        await context.clock.install();
        await context.route(/\/streams\?status=live/, later);
      },
    });
    const onAir = page.getByAltText(`What ${owner.username} is showing right now`);
    assert.equal(await widthOf(onAir), WIDTH);
    const first = await onAir.getAttribute("src");
    const wide = picture("a.jpg", { width: 2 * WIDTH });
    await expect(putSnapshot(url, piano.name, wide), 204);
    minutes = 1;
    await page.clock.runFor(LIVE_EVERY_MS);
    await eventually(async () => assert.equal(await widthOf(onAir), 2 * WIDTH));
    assert.notEqual(await onAir.getAttribute("src"), first);
    await close();
  });

  test("has no broken picture when one does not load", async () => {
    const { page, assertFine, close } = await visit(browser, `${url}/`, {
      onContext: (context) =>
        context.route(/\/snapshot\?|chosen/, (route) => route.fulfill({ status: 404, body: "" })),
    });
    await page.getByRole("listitem").filter({ hasText: "Street piano" }).first().locator(".icon").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".thumbnail img").length === 0);
    assertFine(/Failed to load resource/);
    await close();
  });

  test("leads to a player that begins with the same picture", async () => {
    const { page, close } = await visit(browser, `${url}/watch/${piano.id}`);
    const poster = await page.locator("video").getAttribute("poster");
    assert.match(poster, new RegExp(`/streams/${piano.id}/snapshot\\?`));
    await close();
  });
});

describe("an address with nothing behind it", () => {
  for (const [path, words] of [
    ["/nothing", "There is nothing here"],
    ["/watch/x", "There is nothing here"],
    ["/watch/999999", "There is no such stream"],
  ]) {
    test(`${path} says so, and leads home`, async () => {
      const { page, assertFine, close } = await visit(browser, url + path, { viewport: PHONE });
      await page.getByRole("heading", { name: words }).waitFor();
      await inspect(page, `missing${path.replaceAll("/", "-")}`);
      await page.getByRole("link", { name: "Go to the home page" }).click();
      await page.waitForURL(`${url}/`);
      assertFine(/404/);
      await close();
    });
  }
});

describe("signing in", () => {
  test("outlasts the page, however hastily it is reloaded, and no script sees the token", async () => {
    const user = await newUser(url);
    const { page, context, assertFine, close } = await visit(browser, `${url}/`, { user });
    for (const waitMs of [0, 20, 40, 80, 160, 0]) {
      await page.goto(`${url}/`, { waitUntil: "commit" });
      await page.waitForTimeout(waitMs);
    }
    const second = await context.newPage();
    await Promise.all([page.reload(), second.goto(`${url}/`)]);
    for (const one of [page, second]) await one.getByRole("button", { name: "Sign out" }).waitFor();
    const seen = await page.evaluate(
      () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
    );
    assert.equal(seen, '{"liveroom.signed-in":"yes"}');
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite], [true, true, "Strict"]);
    await page.getByRole("button", { name: "Sign out" }).click();
    for (const one of [page, second]) await one.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(await context.cookies(), []);
    assertFine();
    await close();
  });

  test("registers whoever is new, and says what is wrong with what they chose", async () => {
    const taken = await newUser(url);
    const { page, assertFine, close } = await visit(browser, `${url}/`, { viewport: PHONE });
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "New here? Create an account" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Username").fill("é");
    await dialog.getByLabel("Password", { exact: true }).fill("short");
    await dialog.getByRole("button", { name: "Create account" }).click();
    await dialog.getByText("Use 8 to 128 characters.").waitFor();
    await assertAccessible(page);
    await shoot(page, "register-wrong-phone");
    await dialog.getByLabel("Username").fill(taken.username);
    await dialog.getByLabel("Password", { exact: true }).fill("long enough");
    await dialog.getByRole("button", { name: "Create account" }).click();
    await dialog.getByText("This username is taken.").waitFor();
    await dialog.getByLabel("Username").fill(`${taken.username}2`);
    await dialog.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    assertFine(/status of (409|422)/);
    await close();
  });
});

test("pages come with headers that keep foreign scripts out", async () => {
  for (const [path, ancestors] of [
    ["/", "'none'"],
    ["/watch/1", "'none'"],
    ["/watch/1/chat", "'none'"],
    ["/embed/1", "*"],
  ]) {
    const { status, headers, text } = await send(url + path, "GET");
    assert.equal(status, 200, path);
    const policy = headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'.* script-src 'self'; /);
    assert.ok(policy.includes(`frame-ancestors ${ancestors};`), policy);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.ok(headers.get("permissions-policy").includes("camera=()"));
    assert.doesNotMatch(text, /<script>|style=|\son\w+=/);
    const [asset] = text.match(/\/assets\/[\w-]+\.css/);
    const style = await send(url + asset, "GET");
    assert.match(style.headers.get("cache-control"), /immutable/);
    assert.equal(style.headers.get("content-type"), "text/css; charset=utf-8");
  }
});

test("no source map goes out", async () => {
  const { text } = await send(`${url}/`, "GET");
  for (const [asset] of text.matchAll(/\/assets\/[\w-]+\.js/g)) {
    const script = await send(url + asset, "GET");
    assert.doesNotMatch(script.text, /sourceMappingURL/);
    assert.equal((await send(`${url}${asset}.map`, "GET")).status, 404);
  }
});
