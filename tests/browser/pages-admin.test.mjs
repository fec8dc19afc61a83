// The page for admins, and the contract to be read.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sayMany } from "../lib/chat.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { client, expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { assertAccessible, assertFits, inspect, PHONE, shoot, visit } from "../lib/pages.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { newStream } from "../lib/streams.mjs";
import { newVideo } from "../lib/videos.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const { folder, remove } = temporaryFolder();
const begin = () =>
  start({ ...TALKATIVE, QUEUE_RETRY_SECONDS: "0", ACCESS_TOKEN_SECONDS: "3600" }, { stateDir: folder });
let worker = await begin();
let browser;
after(() => browser?.close());
after(() => worker.stop().finally(remove));

const MINUTE_MS = 60_000;
const admin = await newUser(worker.url);
const owner = await newUser(worker.url);
const clock = () => expect(send(`${worker.url}/cdn-cgi/local/scheduled`, "GET"), 200);
const at = (ms) => new Date(ms).toISOString();

/** Does something to the database while nobody else has it. */
async function meanwhile(act) {
  await worker.stop();
  withDatabase(d1File(folder), act);
  worker = await begin();
}

/** A day and a half of activity, with a hole in it. */
function writeActivity(d1) {
  const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const insert = d1.prepare("insert into activity (at, liveStreams, viewers, messages) values (?, ?, ?, ?)");
  d1.exec("begin");
  for (let minute = 1; minute < 36 * 60; minute++) {
    if (minute > 20 && minute < 30) continue;
    const wave = 1 + Math.sin(minute / 90);
    insert.run(
      at(now - minute * MINUTE_MS),
      Math.round(wave * 4),
      Math.round(wave * 1_300),
      Math.round(wave * 40),
    );
  }
  d1.exec("commit");
}

before(async () => {
  const video = await newVideo(owner, { title: "stuck" });
  await meanwhile((d1) => {
    d1.prepare("update users set role = 'admin' where id = ?").run(admin.id);
    d1.prepare("update videos set status = 'processing', updatedAt = ? where id = ?").run(at(0), video.id);
    d1.exec(
      "create trigger stuck before update of status on videos when new.status = 'ready' " +
        "begin select raise(abort, 'something is in the way'); end",
    );
    d1.prepare(
      "insert into videos (userId, title, status, reason, source) values (?, 'Lost broadcast', 'failed', ?, 'recording')",
    ).run(owner.id, "the recording never arrived");
    d1.prepare("insert into stream_debris (name, kind, since) values ('x', 'video', ?)").run(at(0));
    writeActivity(d1);
  });
  await clock();
  const { token } = await logIn(worker.url, admin);
  const ask = (path) => expect(client(worker.url, token).get(path), 200);
  await eventually(async () => assert.equal((await ask("/ops/failures")).counts.job, 1));
  await meanwhile((d1) => d1.exec("drop trigger stuck"));
  const room = await newRoom(worker.url, await logIn(worker.url, owner));
  await expect(
    room.owner.put(`/streams/${room.stream.id}`, { title: "Cooking phở for a hundred guests" }),
    200,
  );
  const server = mediaServer(worker.url);
  await expect(server.nginx("publish", room.stream.streamKey, 1), 302);
  await sayMany(await room.join(room.owner), 5);
  const other = await newStream(room.owner, { title: "Evening news" });
  await expect(server.srs("on_publish", other.streamKey, "s1"), 200);
  await expect(server.plain("on_publish", "sk_ffffffffffffffff", { clientId: "p1" }), 403);
  for (let number = 0; number < 60; number++) {
    await server.srs(number % 2 ? "on_stop" : "on_play", other.streamKey, `viewer-${number >> 1}`);
  }
  await eventually(async () => assert.equal((await ask("/ops/events?limit=100")).items.length, 63));
  await clock();
  browser = await openBrowser();
});

const panel = (page, name) => page.getByRole("region", { name, exact: true }).first();

describe("whoever is no admin", () => {
  test("is asked to sign in, or told that it is for others", async () => {
    const { page, assertFine, close } = await visit(browser, `${worker.url}/admin`);
    await page.getByText("Sign in as an admin").waitFor();
    await inspect(page, "admin-guest");
    assertFine();
    await close();
    const other = await visit(browser, `${worker.url}/admin`, { user: owner });
    await other.page.getByText("This page is for admins").waitFor();
    assert.equal(await other.page.getByRole("link", { name: "Operations" }).count(), 0);
    await inspect(other.page, "admin-refused");
    other.assertFine();
    await other.close();
  });
});

describe("an admin", () => {
  let page, visited;

  before(async () => {
    visited = await visit(browser, `${worker.url}/`, { user: admin, timezoneId: "Asia/Ho_Chi_Minh" });
    page = visited.page;
    await page.getByRole("link", { name: "Operations" }).click();
    await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
  });
  after(() => visited?.close());

  test("sees what answers and how fast", async () => {
    const health = panel(page, "Health");
    await health.getByText("All is well").waitFor();
    for (const name of ["Database", "Rooms", "Storage"]) {
      const tile = health.getByRole("listitem").filter({ hasText: name });
      await tile.getByText("Answers", { exact: true }).waitFor();
      assert.match(await tile.textContent(), /\d+ ms/);
    }
    await health.getByText("Not set up").waitFor();
  });

  test("sees who is live, with the owner, since when, and a link", async () => {
    const row = page.getByRole("row").filter({ hasText: "Cooking phở" });
    await row.getByText(owner.username).waitFor();
    await row.getByText("Own media server").waitFor();
    assert.match(await row.getByRole("link").getAttribute("href"), /^\/watch\/\d+$/);
  });

  test("sees curves of the last hour, day and week, and the same as a table", async () => {
    const activity = panel(page, "Activity");
    const curve = activity.getByRole("img", { name: /^Viewers: .* A table follows\.$/ });
    await curve.waitFor();
    const bits = async () => (await curve.locator("path.chart-curve").getAttribute("d")).length;
    // The hole parts it in two.
    assert.equal(await curve.locator("path.chart-curve").count(), 2);
    await activity.getByRole("button", { name: "Day" }).click();
    await eventually(async () =>
      assert.ok((await curve.locator("path.chart-curve").first().getAttribute("d")).length > 5_000),
    );
    await activity.getByRole("button", { name: "Week" }).click();
    await eventually(async () => {
      assert.equal(await curve.locator("path.chart-curve").count(), 1);
      assert.ok((await bits()) < 1_000);
    });
    await activity.getByRole("button", { name: "Hour" }).click();
    await eventually(async () => assert.equal(await curve.locator("path.chart-curve").count(), 2));
    await activity.getByText("As a table").click();
    const rows = activity.getByRole("row");
    assert.ok((await rows.count()) > 40);
    assert.match(await rows.nth(3).textContent(), /[\d,.K]+/);
    await activity.getByText("As a table").click();
    await curve.hover();
    await curve.locator("circle.chart-look").waitFor();
  });

  test("looks all of it over, at a phone and at a desk", async () => {
    await panel(page, "Media events").getByText("events shown").waitFor();
    await inspect(page, "admin");
    for (const name of ["What failed", "Media events"]) {
      await panel(page, name).scrollIntoViewIfNeeded();
      await shoot(page, `admin-${name.toLowerCase().replaceAll(" ", "-")}`);
    }
    await page.setViewportSize(PHONE);
    await panel(page, "Media events").scrollIntoViewIfNeeded();
    await shoot(page, "admin-events-phone");
    await page.setViewportSize({ width: 1280, height: 1_600 });
  });

  test("searches the log by each of its words, and reads on", async () => {
    const log = panel(page, "Media events");
    const rows = log.locator("tbody tr");
    const status = log.getByRole("status");
    await status.getByText("50 events shown, there are more").waitFor();
    await log.getByRole("button", { name: "Show more" }).click();
    await status.getByText("63 events shown", { exact: true }).waitFor();
    await log.getByLabel("Verdict", { exact: true }).selectOption("refused_key");
    await status.getByText("1 event shown").waitFor();
    assert.match(await rows.first().textContent(), /plain.*on_publish.*refused_key.*p1/);
    await log.getByRole("button", { name: "Show everything" }).click();
    await status.getByText("50 events shown").waitFor();
    await log.getByLabel("Event", { exact: true }).selectOption("on_publish");
    await status.getByText("3 events shown").waitFor();
    await log.getByLabel("Source", { exact: true }).selectOption("srs");
    await status.getByText("1 event shown").waitFor();
    const id = await rows.first().getByRole("link").textContent();
    await log.getByRole("button", { name: "Show everything" }).click();
    await log.getByLabel("Stream", { exact: true }).fill(id);
    await status.getByText("50 events shown").waitFor();
    assert.ok((await rows.getByRole("link").allTextContents()).every((text) => text === id));
    await log.getByLabel("From", { exact: true }).fill("2030-01-01T00:00");
    await log.getByText("No events").waitFor();
    await log.getByRole("button", { name: "Show everything" }).click();
    await status.getByText("50 events shown").waitFor();
    // What came with an event is a press away.
    await log.getByLabel("Source", { exact: true }).selectOption("nginx-rtmp");
    await rows.first().getByText("on_publish").click();
    await log.getByText("FMLE/3.0").waitFor();
    assert.ok(!(await log.textContent()).includes("sk_"));
  });

  test("sees what failed, puts it back by the keyboard, and removes it", async () => {
    const failed = panel(page, "What failed");
    await failed.getByText("1 thing has waited for more than an hour").waitFor();
    await failed.getByRole("button", { name: "Videos (1)" }).click();
    await failed.getByText("the recording never arrived").waitFor();
    await failed.getByRole("button", { name: "Jobs (1)" }).click();
    await failed.getByText("something is in the way").waitFor();
    await failed.getByText("Message", { exact: true }).click();
    await failed.getByText("finishVideo").waitFor();
    await assertAccessible(page);
    await shoot(page, "admin-failure-open");
    await failed.getByRole("button", { name: /^Put back into its queue/ }).focus();
    await page.keyboard.press("Enter");
    await failed.getByText(/^Put back [A-Z]/).waitFor();
    await failed.getByRole("button", { name: "Jobs (0)" }).waitFor();
    await eventually(async () => {
      const { items } = await expect(
        client(worker.url, (await logIn(worker.url, owner)).token).get("/vod"),
        200,
      );
      assert.ok(items.some(({ title, status }) => title === "stuck" && status === "ready"));
    });
    await failed.getByRole("button", { name: /^Remove/ }).click();
    await page.getByRole("dialog").getByText("The message is gone for good.").waitFor();
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await failed.getByRole("button", { name: /^Remove/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await failed.getByText("Nothing failed").waitFor();
  });

  test("reads it in Vietnamese too, and nothing was refused by the policy", async () => {
    await page.getByLabel("Language").selectOption("vi");
    await page.getByRole("heading", { name: "Vận hành", level: 1 }).waitFor();
    await panel(page, "Tình trạng").getByText("Mọi thứ đều ổn").waitFor();
    await assertAccessible(page);
    await page.setViewportSize(PHONE);
    await assertFits(page);
    await shoot(page, "admin-vietnamese-phone");
    visited.assertFine();
  });
});

describe("the contract as a page", () => {
  test("has every call, for anyone, and finds them by their words", async () => {
    const { page, assertFine, close } = await visit(browser, `${worker.url}/docs`);
    const contract = await expect(send(`${worker.url}/openapi.json`, "GET"), 200);
    const all = Object.values(contract.paths).flatMap((item) =>
      Object.keys(item).filter((name) => name !== "parameters"),
    );
    await page.getByText(`${all.length} calls`).waitFor();
    assert.equal(await page.locator("details.operation").count(), all.length);
    await inspect(page, "docs");
    await page.getByLabel("Search").fill("retry failures");
    await page.getByText("1 call", { exact: true }).waitFor();
    await page.getByText("/ops/failures/{id}/retry").waitFor();
    await page.getByLabel("Search").fill("xyzzy");
    await page.getByText("0 calls").waitFor();
    assertFine();
    await close();
  });

  test("opens a call by the keyboard or by its address: what it takes, what it answers", async () => {
    const { page, assertFine, close } = await visit(browser, `${worker.url}/docs#createStream`);
    const call = page.locator("#createStream");
    await call.getByRole("heading", { name: "Request" }).waitFor();
    await call.getByText("scheduledAt").first().waitFor();
    await call.getByText("201").waitFor();
    await inspect(page, "docs-call");
    await page.getByLabel("Search").fill("GET /ops/events");
    const summary = page.locator("#listEvents > summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.locator("#listEvents").getByText("in the query").first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator("#listEvents").getByRole("heading").waitFor({ state: "detached" });
    assertFine();
    await close();
  });

  test("speaks Vietnamese around the contract's own words", async () => {
    const { page, assertFine, close } = await visit(browser, `${worker.url}/docs`, {
      locale: "vi-VN",
      viewport: PHONE,
    });
    await page.getByLabel("Tìm kiếm").fill("/metrics");
    await page.getByText("1 lệnh gọi").waitFor();
    await page.locator("#metrics > summary").click();
    await page.getByRole("heading", { name: "Trả lời" }).waitFor();
    await assertAccessible(page);
    await assertFits(page);
    await shoot(page, "docs-vietnamese-phone");
    assertFine();
    await close();
  });
});
