// The chat on the pages, between people in browsers of their own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { waitFor } from "../../dev/lib/wait.mjs";
import { upTo } from "../lib/chat.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import { chatAt } from "../lib/chat-pages.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { PATIENCE_MS } from "../lib/eventually.mjs";
import { assertAccessible, inspect, PHONE, shoot } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker(TALKATIVE);

/** A lost network leaves this on the console. */
const NETWORK = /net::ERR_INTERNET_DISCONNECTED|WebSocket connection to/;
/** The most messages in the document. */
const SHOWN = 300;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** Somebody at a room's page. */
const come = ({ stream }, user, { path = "", ...options } = {}) =>
  chatAt(browser, `${url}/watch/${stream.id}${path}`, { user, ...options });

/** Lets the sockets of a browser be cut off without either end hearing of it, as by a machine that sleeps. */
async function fallSilent(context) {
  let opened = 0;
  let silenced = 0;
  context.silence = () => {
    silenced = opened;
  };
  await context.routeWebSocket(/\/chat\?/, (socket) => {
    const server = socket.connectToServer();
    const number = ++opened;
    const isDead = () => number <= silenced;
    socket.onMessage((text) => isDead() || server.send(text));
    server.onMessage((text) => isDead() || socket.send(text));
  });
}

/** Waits for a notice that may be gone again before anyone could ask: the page itself keeps an eye on it from now on. */
function isEverShown(page, text) {
  return page.evaluate(
    ({ wanted, patienceMs }) =>
      new Promise((resolve, reject) => {
        const isShown = (notice) => notice.textContent.includes(wanted) && notice.checkVisibility();
        const look = () => [...document.querySelectorAll(".chat-state p")].some(isShown) && resolve();
        const changes = { childList: true, subtree: true, characterData: true };
        new MutationObserver(look).observe(document.body, changes);
        look();
        setTimeout(() => reject(new Error(`"${wanted}" was never shown`)), patienceMs);
      }),
    { wanted: text, patienceMs: PATIENCE_MS },
  );
}

/** A room in which so much was said. */
async function talkedIn(owner, count) {
  const room = await newRoom(url, owner);
  const talker = await room.join(room.owner);
  for (const number of upTo(count)) talker.say(`number ${number}`);
  await waitFor("all of it", async () => talker.seqs.length === count);
  return { ...room, talker };
}

describe("two people", () => {
  test("talk, and whatever they write stays text", async () => {
    const owner = await newUser(url);
    const room = await newRoom(url, owner);
    const [ann, bob] = [await come(room, owner), await come(room, await newUser(url), { viewport: PHONE })];
    const words = ["hello, Bob", "<img src=x onerror=alert(1)>", "xin chào 👋", `${"long".repeat(60)}`];
    await ann.say(words[0]);
    await bob.hears(words[0]);
    for (const text of words.slice(1)) await bob.say(text);
    await ann.hears(words[3]);
    assert.deepEqual(await ann.texts(), words);
    assert.deepEqual(await bob.texts(), words);
    assert.equal(await ann.page.locator(".message img").count(), 0);
    await ann.page.locator(".message-badge", { hasText: "Host" }).waitFor();
    await inspect(ann.page, "watch-chat");
    for (const one of [ann, bob]) {
      one.assertFine();
      await one.close();
    }
  });

  test("are guests until they sign in, and stay where they are", async () => {
    const room = await newRoom(url);
    const user = await newUser(url);
    const one = await come(room, undefined);
    await one.page.getByText("only people with an account may write").waitFor();
    await one.page.getByRole("button", { name: "Sign in to chat" }).click();
    const dialog = one.page.getByRole("dialog");
    await dialog.getByLabel("Username").fill(user.username);
    await dialog.getByLabel("Password", { exact: true }).fill("wrong password");
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await dialog.getByText("Username or password is wrong.").waitFor();
    await assertAccessible(one.page);
    await shoot(one.page, "sign-in-wrong");
    await dialog.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await one.say("here I am");
    await one.hears("here I am");
    one.assertFine(/status of 401/);
    await one.close();
  });

  test("may be guests where the room lets them", async () => {
    const room = await newRoom(url);
    await room.set({ guestsMayChat: true });
    const guest = await come(room, undefined, { path: "/chat" });
    await guest.page.getByText("You are here as guest-").waitFor();
    await guest.say("from a guest");
    await guest.hears("from a guest");
    await inspect(guest.page, "chat-alone");
    guest.assertFine();
    await guest.close();
  });
});

describe("who loses the network", () => {
  test("comes back to everything once, and what was said meanwhile is sent once", async () => {
    const owner = await newUser(url);
    const room = await newRoom(url, owner);
    const talker = await room.join(owner);
    const one = await come(room, await newUser(url));
    await talker.say("before");
    await one.hears("before");
    for (const round of [1, 2]) {
      await one.context.setOffline(true);
      await one.state("offline");
      await one.page.getByText("You are offline").waitFor();
      await one.say(`from the tunnel ${round}`);
      await one.page.getByText("Sending …").waitFor();
      if (round === 1) await shoot(one.page, "chat-offline");
      for (const number of upTo(5)) await talker.say(`while away ${round}.${number}`);
      await one.context.setOffline(false);
      await one.state("open");
      await one.hears(`from the tunnel ${round}`);
    }
    const said = (await room.history()).map(({ message }) => message);
    assert.equal(said.length, 13);
    await waitFor("the same", async () => (await one.texts()).length === said.length);
    assert.deepEqual(await one.texts(), said);
    one.assertFine(NETWORK);
    await one.close();
  });

  test("misses nothing, also when more was said than a room gives at once", async () => {
    const owner = await newUser(url);
    const room = await talkedIn(owner, 20);
    const one = await come(room, await newUser(url));
    await one.hears("number 20");
    await one.context.setOffline(true);
    await one.state("offline");
    for (const number of upTo(1_100)) room.talker.say(`away ${number}`);
    await waitFor("all of it", async () => room.talker.seqs.length === 1_120, { timeoutMs: PATIENCE_MS });
    await one.context.setOffline(false);
    await one.hears("away 1100");
    assert.equal((await one.texts()).length, SHOWN);
    assert.equal((await one.texts()).at(-1), "away 1100");
    one.assertFine(NETWORK);
    await one.close();
  });
});

describe("a line that dies without a word", () => {
  test("is noticed when somebody looks again, and what was said meanwhile comes once", async () => {
    const owner = await newUser(url);
    const room = await newRoom(url, owner);
    const talker = await room.join(owner);
    const one = await come(room, await newUser(url), { onContext: fallSilent });
    await talker.say("before the sleep");
    await one.hears("before the sleep");
    one.context.silence();
    await one.say("into the void");
    await talker.say("while asleep");
    const isTold = isEverShown(one.page, "Connection lost. Reconnecting");
    await one.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await isTold;
    await one.state("open");
    await one.hears("into the void");
    assert.deepEqual(await one.texts(), ["before the sleep", "while asleep", "into the void"]);
    one.assertFine();
    await one.close();
  });
});

describe("history", () => {
  test("loads upwards, keeps the reader's place, and the document stays small", async () => {
    const owner = await newUser(url);
    const room = await talkedIn(owner, 420);
    const one = await come(room, await newUser(url));
    await one.hears("number 420");
    const log = one.page.getByRole("log");
    for (let round = 0; round < 14; round += 1) {
      await log.evaluate((element) => element.scrollTo(0, 0));
      await one.page.waitForTimeout(250);
      assert.ok((await one.texts()).length <= SHOWN);
    }
    await one.page.getByText("This is where the chat begins.").waitFor();
    assert.equal((await one.texts())[0], "number 1");
    await room.talker.say("something new");
    await one.page.getByRole("button", { name: /new message/ }).click();
    await one.hears("something new");
    assert.equal((await one.texts()).at(-1), "something new");
    one.assertFine();
    await one.close();
  });
});

describe("keeping order", () => {
  test("a deleted message disappears everywhere, and a ban is explained where one types", async () => {
    const owner = await newUser(url);
    const [room, pest] = [await newRoom(url, owner), await newUser(url)];
    const [host, guest] = [await come(room, owner), await come(room, pest, { viewport: PHONE })];
    await guest.say("buy my things");
    await host.hears("buy my things");
    await host.page.getByRole("button", { name: `Actions for the message of ${pest.username}` }).click();
    await assertAccessible(host.page);
    await shoot(host.page, "moderation");
    await host.page.getByRole("button", { name: "Delete message" }).click();
    await guest.page.getByText("Message deleted").waitFor();
    assert.deepEqual(await guest.texts(), []);
    await guest.say("again and again");
    await host.hears("again and again");
    await host.page.getByRole("button", { name: `Actions for the message of ${pest.username}` }).click();
    await host.page.getByRole("button", { name: "Ban for 10 minutes" }).click();
    await guest.page.getByText("You are banned from this chat until").waitFor();
    assert.equal(await guest.page.getByLabel("Your message").isDisabled(), true);
    await assertAccessible(guest.page);
    await shoot(guest.page, "banned-phone");
    await host.say("order is kept");
    await guest.hears("order is kept");
    for (const one of [host, guest]) {
      one.assertFine();
      await one.close();
    }
  });

  test("slow mode and forbidden words are explained, and what was refused is not lost", async () => {
    const room = await newRoom(url);
    await room.set({ slowModeSeconds: 3, linksAllowed: false, blockedWords: ["durian"] });
    const one = await come(room, await newUser(url));
    await one.page.getByText("Slow mode: one message every 3 seconds.").waitFor();
    await one.say("see https://example.com");
    await one.page.getByText("Not sent. Links are not allowed in this chat.").waitFor();
    await one.page.getByRole("button", { name: "Discard" }).click();
    await one.say("I like durian");
    await one.page.getByText("A word in your message is not allowed").waitFor();
    await one.page.getByRole("button", { name: "Discard" }).click();
    await one.say("first");
    await one.hears("first");
    await one.say("second");
    await one.page
      .getByText(/Slow mode: you can write again in/)
      .first()
      .waitFor();
    await shoot(one.page, "slow-mode");
    await one.page.waitForTimeout(3_200);
    await one.page.getByRole("button", { name: "Send again" }).click();
    await one.hears("second");
    assert.deepEqual(await one.texts(), ["first", "second"]);
    one.assertFine();
    await one.close();
  });
});

test("the whole chat is there for the keyboard alone", async () => {
  const owner = await newUser(url);
  const room = await talkedIn(owner, 30);
  const one = await come(room, owner);
  await one.hears("number 30");
  const { page } = one;
  await page.getByRole("log").focus();
  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "To the newest" }).waitFor();
  await page
    .getByRole("button", { name: /Actions for the message/ })
    .last()
    .focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("Tab");
  await page.getByLabel("Your message").focus();
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Enter");
  await one.hears("by keyboard");
  one.assertFine();
  await one.close();
});
