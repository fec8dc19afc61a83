// The Worker is killed at whatever moment, and starts again on the same state: nothing is lost, and nothing is done
// twice. Afterwards everything that it left is searched for its secrets.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { client, send } from "../lib/client.mjs";
import { eventually, PATIENCE_MS, sleep } from "../lib/eventually.mjs";
import { MANNERS, startProxy } from "../lib/node-proxy.mjs";
import { newUser } from "../lib/people.mjs";
import { roomStreams } from "../lib/room-streams.mjs";
import { SENDER, startRegister } from "../lib/rooms.mjs";
import { d1File, filesIn, findBytes, tablesOf, withDatabase } from "../lib/state.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const register = await startRegister();
const node = await startProxy(register.chain.url);
/** As in `src/registry/driving.rs`. */
const ASK_AGAIN_MS = 60_000;
const SWEEPS_APART_MS = 500;
const RPC_KEY = "a-providers-key-of-ours";
const { folder, remove } = temporaryFolder();
const logged = [];
let worker;
const startAgain = async () => {
  const onLine = (line) => line.startsWith("[wrangler:") || logged.push(line);
  const settings = register.settings([`${node.url}/${RPC_KEY}`]);
  worker = await start({ LOG_LEVEL: "debug", ...settings }, { stateDir: folder, onLine });
};
await startAgain();
after(() => worker.stop().finally(remove));

const { token } = await newUser(worker.url);
const owner = {
  get: (path) => client(worker.url, token).get(path),
  post: (path, json) => client(worker.url, token).post(path, json),
  put: (path, json) => client(worker.url, token).put(path, json),
};
const { onAir, end, roomOf, confirmed } = roomStreams(
  () => worker.url,
  () => owner,
);
/** What the cron does once a minute. */
const sweep = () => send(`${worker.url}/cdn-cgi/handler/scheduled`, "GET");
const streams = [];

/**
 * As it comes to be while the cron goes. A sender that was asked for a room has a minute before it is asked again: a wish
 * that a kill kept from it comes after that.
 */
const inTime = (attempt) =>
  eventually(async () => {
    await sweep();
    await sleep(SWEEPS_APART_MS);
    await attempt();
  }, PATIENCE_MS + ASK_AGAIN_MS);

const allAreOnce = (expected) =>
  inTime(async () => {
    for (const stream of streams) await confirmed(stream);
    const { created, live } = await register.events();
    assert.deepEqual({ created, live }, { created: expected, live: expected });
    assert.equal(await register.count("pending"), await register.count("latest"));
  });

describe("a Worker that is killed", () => {
  for (const [when, manner, pauseMs] of [
    ["right after a broadcast began", "honest", 0],
    ["while its writes are on their way", "honest", 150],
    ["while no node answers", "busy", 300],
    ["after a node took a write and before it said so", "dying", 600],
    ["after a node lost what it took", "forgetful", 600],
  ]) {
    test(`${when} brings each room onto the chain once`, async () => {
      node.manner = MANNERS[manner];
      streams.push(...(await Promise.all([onAir(), onAir(), onAir()])));
      await sleep(pauseMs);
      await worker.kill();
      node.manner = MANNERS.honest;
      await startAgain();
      await allAreOnce(streams.length);
    });
  }

  test("while broadcasts end still ends their rooms, once", async () => {
    for (const stream of streams.slice(0, 5)) await end(stream);
    await worker.kill();
    await startAgain();
    await inTime(async () => assert.equal((await register.events()).ended, 5));
    for (const stream of streams.slice(0, 5)) {
      assert.equal((await register.room(await roomOf(stream))).status, "ended");
    }
  });
});

test("a wish that never got to the sender is found by the cron", async () => {
  const stream = streams.at(-1);
  const roomId = await roomOf(stream);
  await worker.stop();
  withDatabase(d1File(folder), (database) => {
    database.exec(`update registry_rooms set wish = 'ended', askedAt = '' where roomId = '${roomId}'`);
  });
  await startAgain();
  await sweep();
  await register.eventuallyIs(roomId, "ended");
  await confirmed(stream);
});

describe("a secret of the registry is", () => {
  const needles = {
    "the sender's key": SENDER.key.slice(2),
    "a provider's key": RPC_KEY,
  };

  test("in no line of the log", () => {
    const text = logged.join("\n").toLowerCase();
    assert.ok(text.includes('"message":"registry write"') && text.includes('"message":"registry away"'));
    for (const [what, needle] of Object.entries(needles)) assert.ok(!text.includes(needle), what);
  });

  test("in no answer", async () => {
    const stream = streams.at(-1);
    const roomId = await roomOf(stream);
    for (const path of ["/healthz", `/streams/${stream.id}`, `/api/rooms/${roomId}`]) {
      const { text } = await owner.get(path);
      for (const [what, needle] of Object.entries(needles))
        assert.ok(!text.includes(needle), `${what} in ${path}`);
    }
    const { text } = await owner.get(`/api/rooms/${roomId}`);
    assert.ok(!text.includes(stream.streamKey), "the stream's key");
  });

  test("in no table and no file", async () => {
    await worker.stop();
    const senders = filesIn(folder).filter(
      (file) => file.includes("RegistrySender") && file.endsWith(".sqlite"),
    );
    const rows = senders.flatMap((file) => tablesOf(file)).flatMap(({ rows }) => rows);
    assert.ok(rows.length > 20, `${rows.length}`);
    assert.ok(
      tablesOf(d1File(folder)).some(({ name, rows }) => name === "registry_rooms" && rows.length > 10),
    );
    const keys = Object.fromEntries(streams.map(({ id, streamKey }) => [`key of ${id}`, streamKey.slice(3)]));
    assert.deepEqual(findBytes(folder, { ...needles, ...keys }), []);
    await startAgain();
  });
});
