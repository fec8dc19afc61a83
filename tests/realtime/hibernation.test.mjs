// A room in which nothing happens leaves memory, with everybody still in it, and comes back as it was.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

// The runtime evicts an object that was idle for ten seconds. To look would be to wake it: there is only waiting.
const IDLE_MS = 16_000;
const ATTEMPTS = 3;

/** The objects that came into memory, as the log names them. */
const opened = [];
const onLine = (line) => {
  if (line.includes('"room opened"')) opened.push(JSON.parse(line).object);
};
const { url } = await ownWorker({ ...TALKATIVE, LOG_LEVEL: "debug" }, { onLine });
const [owner, user] = [await newUser(url), await newUser(url)];

let made = Promise.resolve();
/** A room with its owner in it; made one after another, so that the log tells which object it is. */
function openRoom(enter) {
  made = made.then(async () => {
    const before = opened.length;
    const room = await newRoom(url, owner);
    const host = await enter(room, owner);
    await eventually(async () => assert.ok(opened.length > before));
    return { room, host, object: opened[before] };
  });
  return made;
}

/** Leaves the room alone until it was opened anew for what is done then; what that was. */
async function acrossSleep(object, act) {
  const times = () => opened.filter((each) => each === object).length;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = times();
    await sleep(IDLE_MS * attempt);
    const done = await act();
    for (let waited = 0; waited < 20 && times() === before; waited++) await sleep(50); // lines come late
    if (times() > before) return done;
  }
  throw new Error(`the room was opened ${times()} times: it does not leave memory`);
}

const DOORS = [
  ["the JSON door", (room, person) => room.join(person)],
  ["the Socket.IO door", (room, person) => room.joinSocketIo(person)],
  ["Socket.IO by WebSocket", (room, person) => room.joinSocketIo(person, { transports: ["websocket"] })],
];

// All at once: most of it is waiting.
describe("a room that slept, with somebody by", { concurrency: true }, () => {
  for (const [door, enter] of DOORS) {
    test(`${door}, knows who sits where, what was said and what comes next`, async () => {
      const { room, host, object } = await openRoom(enter);
      const visitor = await enter(room, user);
      const first = await visitor.say("before", "one");
      const { seq } = await acrossSleep(object, () => host.say("after"));
      assert.ok(seq > first.seq);
      await visitor.untilSeq(seq);
      const again = await visitor.say("before", "one");
      assert.deepEqual([again.seq, again.timestamp], [first.seq, first.timestamp]);
      const last = await visitor.say("and on");
      assert.equal(last.seq, seq + 1);
      for (const each of [visitor, host]) {
        await each.untilSeq(last.seq);
        assert.deepEqual(each.messages, await room.history());
      }
      assert.deepEqual(visitor.messages.at(-1).userId, user.id);
      await Promise.all([visitor.leave(), host.leave()]);
    });
  }

  test("either door, still counts them, keeps its rules and lets others resume", async () => {
    const { room, host, object } = await openRoom((made, person) => made.join(person));
    const [visitor, stock] = [await room.join(user), await room.joinSocketIo(user)];
    await room.set({ slowModeSeconds: 600 });
    assert.equal((await visitor.say("one")).seq, 1);
    await room.ban(user);
    await acrossSleep(object, () => host.say("anybody awake?"));
    for (const each of [visitor, stock]) assert.equal((await each.say("me")).code, "banned");
    await expect(owner.delete(`${room.path}/bans/${user.id}`), 204);
    for (const each of [visitor, stock]) assert.equal((await each.say("me")).code, "slow_mode");
    const late = await room.join(await newUser(url), { after: 1 });
    await late.untilSeq(host.seqs.at(-1));
    assert.deepEqual(late.messages, (await room.history()).slice(1));
    await host.next("presence", ({ viewers }) => viewers === 3);
    await visitor.leave();
    await stock.leave();
    await host.next("presence", ({ viewers }) => viewers === 2);
  });
});
