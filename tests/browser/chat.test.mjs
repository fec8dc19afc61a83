// The stock client in Chromium, on a page of another origin.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { upTo } from "../lib/chat.mjs";
import { openBrowser, servePage } from "../lib/chat-browser.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker({ ...TALKATIVE, CORS_ORIGINS: "*" });
const [owner, user] = [await newUser(url), await newUser(url)];

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([openBrowser(), servePage()]);
});
after(() => Promise.all([browser?.close(), site?.stop()]));

/** A page of somebody's, in a window of its own. */
async function openPage({ stream }, { token }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  await page.evaluate(([...all]) => join(...all), [url, `/streams/${stream.id}/socket.io/`, token]);
  const until = (condition, value) => page.waitForFunction(condition, value, { timeout: 30_000 });
  return {
    context,
    until,
    chat: () => page.evaluate(() => ({ ...chat, socket: undefined })),
    say: (text, clientId) => page.evaluate(([...all]) => say(...all), [text, clientId]),
    untilConnected: (times = 1) => until((count) => chat.connections >= count, times),
    untilSeq: (seq) => until((wanted) => chat.seqs.includes(wanted), seq),
    transport: () => page.evaluate(() => chat.socket.io.engine.transport.name),
  };
}

describe("the stock client in a browser", () => {
  test("connects with its default options and goes over to a WebSocket", async () => {
    const room = await newRoom(url, owner);
    const page = await openPage(room, user);
    await page.untilConnected();
    await page.until(() => chat.socket.io.engine.transport.name === "websocket");
    const { transports, errors } = await page.chat();
    assert.deepEqual([transports.at(0), transports.at(-1), errors], ["polling", "websocket", []]);
    assert.equal((await page.say("by socket")).seq, 1);
    await page.context.close();
  });

  test("talks from page to page, and with those who came by the other door", async () => {
    const room = await newRoom(url, owner);
    const plain = await room.join(owner);
    const pages = [await openPage(room, user), await openPage(room, await newUser(url))];
    for (const page of pages) await page.untilConnected();
    assert.equal((await pages[0].say("hello, page")).ok, true);
    assert.equal((await pages[1].say("hello yourself 👋")).ok, true);
    await plain.say("hello, both");
    for (const page of pages) {
      await page.untilSeq(3);
      const { seqs, texts } = await page.chat();
      assert.deepEqual(seqs, [1, 2, 3]);
      assert.deepEqual(texts, ["hello, page", "hello yourself 👋", "hello, both"]);
    }
    assert.deepEqual(plain.seqs, [1, 2, 3]);
    for (const page of pages) await page.context.close();
  });

  test("comes back from being offline with all that was said, once", async () => {
    const room = await newRoom(url, owner);
    const talker = await room.join(owner);
    const page = await openPage(room, user);
    await page.untilConnected();
    await talker.say("before");
    await page.untilSeq(1);
    for (const round of [1, 2]) {
      await page.context.setOffline(true);
      await page.until(() => !chat.socket.connected);
      for (const number of upTo(5)) await talker.say(`while away ${round}.${number}`);
      await page.context.setOffline(false);
      await page.untilConnected(round + 1);
      await page.untilSeq(1 + 5 * round);
    }
    await talker.say("after");
    await page.untilSeq(12);
    const { seqs, recovered } = await page.chat();
    assert.deepEqual(seqs, upTo(12));
    assert.deepEqual(recovered, [false, true, true]);
    await page.context.close();
  });

  test("keeps what was said while offline, and says it once", async () => {
    const room = await newRoom(url, owner);
    const page = await openPage(room, user);
    await page.untilConnected();
    await page.context.setOffline(true);
    await page.until(() => !chat.socket.connected);
    const answer = page.say("from the tunnel", "one");
    await page.context.setOffline(false);
    assert.equal((await answer).seq, 1);
    assert.equal((await page.say("from the tunnel", "one")).seq, 1);
    assert.equal((await room.history()).length, 1);
    await page.context.close();
  });

  test("is told why it may not come in", async () => {
    const room = await newRoom(url, owner);
    const page = await openPage(room, { token: "garbage" });
    await page.until(() => chat.errors.length > 0);
    const { errors, connections } = await page.chat();
    assert.equal(connections, 0);
    assert.match(errors[0], /invalid/);
    await page.context.close();
  });
});
