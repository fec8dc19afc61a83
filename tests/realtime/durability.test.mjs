// What was acknowledged is true, however often the runtime is killed: many people talk by both doors while it dies again
// and again, and afterwards everything is compared with everything.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freePorts } from "../../dev/lib/ports.mjs";
import { startWorker } from "../../dev/lib/worker.mjs";
import { joinChat, joinSocketIo, upTo } from "../lib/chat.mjs";
import { loggedIn } from "../lib/chat-log.mjs";
import { newTalker } from "../lib/chat-talker.mjs";
import { client } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { random, seed } from "../lib/random.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import { temporaryFolder } from "../lib/worker.mjs";

const KILLS = 5;
const { folder: stateDir, remove } = temporaryFolder();
const [port] = await freePorts(1); // the same after each start: clients come back by themselves
let worker;
const startAgain = async () => {
  worker = await startWorker({ port, stateDir, vars: TALKATIVE });
};
await startAgain();
after(() => worker.stop().finally(remove));

const { url } = worker;
const owner = await newUser(url);
const stream = await newStream(owner);
const SOON = { reconnectionDelayMax: 1000 };
const DOORS = [
  ["json", (person) => (from) => joinChat(url, stream, person, { after: from })],
  ["polling first", (person) => () => joinSocketIo(url, stream, person, SOON)],
  ["websocket", (person) => () => joinSocketIo(url, stream, person, { ...SOON, transports: ["websocket"] })],
];

let history, rounds;
const talkers = [];

before(async () => {
  for (const [door, enterAs] of DOORS) {
    for (const number of upTo(3)) {
      talkers.push(newTalker(`${door} ${number}`, enterAs(await newUser(url))));
    }
  }
  await Promise.all(talkers.map((talker) => talker.enter()));
  const stopAll = () => {
    for (const talker of talkers) talker.stop();
  };
  await Promise.all([killAgainAndAgain().finally(stopAll), ...talkers.map((talker) => talker.talk())]);
  history = await everyItem(client(url, owner.token), `/streams/${stream.id}/chat?after=0`);
});

async function killAgainAndAgain() {
  const chosen = seed();
  const next = random(chosen);
  rounds = [];
  for (const _ of upTo(KILLS)) {
    const delay = Math.floor(300 + next() * 2500);
    await sleep(delay);
    await worker.kill();
    await startAgain();
    rounds.push(delay);
  }
  await sleep(1000); // some more is said by those who came back
  rounds = `TEST_SEED=${chosen}, killed after ${rounds.join(", ")} ms`;
}

describe("after the runtime was killed at random", () => {
  test("the history has no gap, and nothing twice", () => {
    assert.ok(history.length > talkers.length * KILLS, `${history.length} messages`);
    assert.deepEqual(
      history.map((message) => message.seq),
      upTo(history.length),
      rounds,
    );
    assert.equal(new Set(history.map((message) => message.clientId)).size, history.length, rounds);
  });

  test("everything acknowledged is there, with the number that was promised", () => {
    const found = new Map(history.map((message) => [message.clientId, message]));
    for (const { name, promised } of talkers) {
      assert.ok(promised.length > 0, name);
      for (const { clientId, text, seq } of promised) {
        const { seq: stored, message } = found.get(clientId) ?? {};
        assert.deepEqual([stored, message], [seq, text], `${name}; ${rounds}`);
      }
    }
  });

  test("everybody who came back holds all of it, in order, once", async () => {
    for (const talker of talkers) {
      await talker.untilHeard(history.length);
      assert.deepEqual(talker.held(), history, `${talker.name}; ${rounds}`);
    }
  });

  test("the database holds the same", async () => {
    await eventually(async () => {
      const rows = await loggedIn(stateDir, stream);
      assert.deepEqual(
        rows.map(({ seq, clientId, message }) => [seq, clientId, message]),
        history.map(({ seq, clientId, message }) => [seq, clientId, message]),
        rounds,
      );
    });
  });
});
