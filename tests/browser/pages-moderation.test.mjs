// A chat's staff at their page, and what comes of it in the room.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { chatAt } from "../lib/chat-pages.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { assertAccessible, inspect, PHONE, visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker(TALKATIVE);

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** Somebody at the stream's page in the studio. */
async function staff({ stream }, user, options) {
  const one = await visit(browser, `${url}/studio/streams/${stream.id}`, { user, ...options });
  const { page } = one;
  const panel = page.getByRole("region", { name: /Chat moderation|Quản lý trò chuyện/ });
  const fold = (title) =>
    panel.locator("details", { has: page.getByRole("heading", { name: title, exact: true }) });
  return {
    ...one,
    panel,
    fold,
    open: async (title) => {
      await fold(title).locator("summary").click();
      return fold(title);
    },
  };
}

/** Somebody in the room's chat, whose words are in it once they are said. */
async function talker({ stream }, user) {
  const one = await chatAt(browser, `${url}/watch/${stream.id}/chat`, { user, viewport: PHONE });
  return { ...one, say: (text) => one.say(text).then(() => one.hears(text)) };
}

test("rules hold at once for those who are in the chat", async () => {
  const owner = await newUser(url);
  const room = await newRoom(url, owner);
  const [host, guest] = [await staff(room, owner), await talker(room, await newUser(url))];
  await inspect(host.page, "moderation-closed");
  const rules = await host.open("Rules");
  await rules.getByLabel("Slow mode").fill("30000");
  await rules.getByLabel("Accounts must be this old to write").fill("400");
  await rules.getByLabel("Unit of the age").selectOption("days");
  await rules.getByLabel("Blocked words").fill(`durian\n${"long".repeat(13)}`);
  await rules.getByRole("button", { name: "Save the rules" }).click();
  await rules.getByText("A whole number from 0 to 21,600.").waitFor();
  await rules.getByText("A whole number, and at most a year.").waitFor();
  await rules.getByText("At most 200 lines of 50 characters.", { exact: true }).waitFor();
  await rules.scrollIntoViewIfNeeded();
  await inspect(host.page, "moderation-rules-wrong");
  await rules.getByLabel("Slow mode").fill("30");
  await rules.getByLabel("Accounts must be this old to write").fill("0");
  await rules.getByLabel("Blocked words").fill("durian\n\n  buy now ");
  await rules.getByLabel("Links are allowed").uncheck();
  await rules.getByLabel("Guests may write").check();
  await rules.getByText("Not saved yet").waitFor();
  await rules.getByRole("button", { name: "Save the rules" }).click();
  await rules.getByText("Saved. The rules hold from now on.").waitFor();
  await guest.page.getByText("Slow mode: one message every 30 seconds.").waitFor();
  const saved = await (await fetch(`${url}${room.path}/settings`, { headers: bearer(owner) })).json();
  assert.deepEqual(saved, {
    slowModeSeconds: 30,
    guestsMayChat: true,
    linksAllowed: false,
    blockedWords: ["durian", "buy now"],
    minAccountAgeSeconds: 0,
  });
  for (const one of [host, guest]) {
    one.assertFine();
    await one.close();
  }
});

const bearer = ({ token }) => ({ authorization: `Bearer ${token}` });

describe("people", () => {
  test("are banned by their name in the chat, and let in again", async () => {
    const [owner, pest] = [await newUser(url), await newUser(url)];
    const room = await newRoom(url, owner);
    const guest = await talker(room, pest);
    await guest.say("buy my things");
    const host = await staff(room, owner);
    const bans = await host.open("Bans");
    await bans.getByText("Nobody is banned.").waitFor();
    await bans.getByLabel("Who").fill("nobody_here");
    await bans.getByRole("button", { name: "Ban", exact: true }).click();
    await bans.getByText("Nobody called nobody_here wrote here lately.").waitFor();
    await bans.getByLabel("Who").fill(owner.username);
    await bans.getByRole("button", { name: "Ban", exact: true }).click();
    await bans.getByText("The host cannot be banned").waitFor();
    await bans.getByLabel("Who").fill(pest.username);
    await bans.getByLabel("How long").selectOption("1 day");
    await bans.getByLabel("Reason").fill("sells things");
    await bans.getByRole("button", { name: "Ban", exact: true }).click();
    await bans.getByText(`${pest.username} is banned.`).waitFor();
    await bans.getByText("Reason: sells things").waitFor();
    await guest.page.getByText("You are banned from this chat until").waitFor();
    await bans.scrollIntoViewIfNeeded();
    await inspect(host.page, "moderation-bans");
    await bans.getByRole("button", { name: `Lift the ban of ${pest.username}` }).click();
    await bans.getByText(`${pest.username} may write again.`).waitFor();
    await guest.page.reload();
    await guest.say("I sell nothing");
    host.assertFine(/status of 409/);
    guest.assertFine();
    for (const one of [host, guest]) await one.close();
  });

  test("become moderators by their number, keep order, and everything is written down", async () => {
    const [owner, helper, pest] = [await newUser(url), await newUser(url), await newUser(url)];
    const room = await newRoom(url, owner);
    const spoken = await room.join(pest);
    await spoken.say("first");
    const host = await staff(room, owner);
    const moderators = await host.open("Moderators");
    await moderators.getByText("This chat has no moderators yet.").waitFor();
    await moderators.getByLabel("Who").fill("#999999999");
    await moderators.getByRole("button", { name: "Make moderator" }).click();
    await moderators.getByText("There is no such account.").waitFor();
    await moderators.getByLabel("Who").fill(`#${helper.id}`);
    await moderators.getByRole("button", { name: "Make moderator" }).click();
    await moderators.getByText(`account #${helper.id} is a moderator now.`).waitFor();
    await moderators.getByText(`${helper.username} since`).waitFor();
    await moderators.scrollIntoViewIfNeeded();
    await inspect(host.page, "moderation-moderators");

    const second = await staff(room, helper);
    const theirs = await second.open("Moderators");
    await theirs.getByText(helper.username).waitFor();
    assert.equal(await theirs.getByRole("button", { name: "Make moderator" }).count(), 0);
    await second.open("Bans");
    await second.fold("Bans").getByLabel("Who").fill(pest.username);
    await second.fold("Bans").getByRole("button", { name: "Ban", exact: true }).click();
    await second.fold("Bans").getByText(`${pest.username} is banned.`).waitFor();

    const acts = await host.open("What was done");
    await acts.getByText(`${helper.username} banned ${pest.username} until`).waitFor();
    await acts.getByText(`${owner.username} made ${helper.username} a moderator`).waitFor();
    await acts.scrollIntoViewIfNeeded();
    await inspect(host.page, "moderation-acts");
    await moderators.getByRole("button", { name: `Remove ${helper.username} as moderator` }).click();
    await moderators.getByText(`${helper.username} is no moderator any more.`).waitFor();
    await second.page.reload();
    await second.page.getByRole("heading", { name: "This stream belongs to somebody else" }).waitFor();
    host.assertFine(/status of 404/);
    second.assertFine();
    for (const one of [host, second]) await one.close();
  });

  test("are banned for a day, let in again and trusted straight from the chat", async () => {
    const [owner, fan] = [await newUser(url), await newUser(url)];
    const room = await newRoom(url, owner);
    const host = await talker(room, owner);
    const guest = await talker(room, fan);
    await guest.say("hello");
    const menu = host.page.getByRole("button", { name: `Actions for the message of ${fan.username}` });
    const choose = async (name) => {
      await menu.click();
      await host.page.getByRole("button", { name }).click();
      await host.page.getByRole("dialog").waitFor({ state: "hidden" });
    };
    await choose("Ban for 1 day");
    await guest.page.getByText("You are banned from this chat until").waitFor();
    await choose("Lift a ban");
    await guest.page.reload();
    await guest.say("thank you");
    await menu.first().click();
    await assertAccessible(host.page);
    await host.page.getByRole("button", { name: "Make moderator" }).click();
    await guest.page.reload();
    await guest.page
      .getByRole("button", { name: /Actions for the message/ })
      .first()
      .waitFor();
    for (const one of [host, guest]) {
      one.assertFine();
      await one.close();
    }
  });
});

test("the whole chat comes as a file, and no address has a token", async () => {
  const owner = await newUser(url);
  const room = await newRoom(url, owner);
  const speaker = await room.join(owner);
  for (const text of ["one", "two", "three"]) await speaker.say(text);
  const host = await staff(room, owner);
  const addresses = [];
  host.page.on("request", (request) => addresses.push(request.url()));
  const log = await host.open("Download the chat");
  const [file] = await Promise.all([
    host.page.waitForEvent("download"),
    log.getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), `chat-${room.stream.id}.ndjson`);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ message }) => message),
    ["one", "two", "three"],
  );
  await log.getByText("The chat was handed to your downloads.").waitFor();
  assert.ok(addresses.some((address) => address.endsWith("/chat/export")));
  assert.ok(addresses.every((address) => !address.includes("token=")));
  host.assertFine();
  await host.close();
});

test("speaks Vietnamese, and is there for the keyboard", async () => {
  const owner = await newUser(url);
  const room = await newRoom(url, owner);
  const host = await staff(room, owner);
  const { page } = host;
  await page.getByLabel("Language").selectOption("vi");
  const summary = host.fold("Quy định").locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Chế độ chậm").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("1");
  await page.getByText("Chưa lưu").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Đã lưu. Quy định có hiệu lực từ bây giờ.").waitFor();
  await host.open("Nhật ký điều hành");
  await page.getByText(`${owner.username} đã sửa quy định`).waitFor();
  await inspect(page, "moderation-vietnamese");
  host.assertFine();
  await host.close();
});
