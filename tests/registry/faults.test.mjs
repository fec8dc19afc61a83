// Nodes fail in every way that they know. Going live never waits for them, and each room gets onto the chain once.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { MANNERS, startProxy } from "../lib/node-proxy.mjs";
import { newUser } from "../lib/people.mjs";
import { roomStreams } from "../lib/room-streams.mjs";
import { SENDER, startRegister } from "../lib/rooms.mjs";
import { look } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const GOES_LIVE_WITHIN_MS = 2_000;

const register = await startRegister();
const [first, second] = [await startProxy(register.chain.url), await startProxy(register.chain.url)];
const { url, logs } = await ownWorker(register.settings([first.url, second.url]));
const owner = await newUser(url);
const { onAir, end, roomOf, confirmed } = roomStreams(
  () => url,
  () => owner,
);
const behave = (one, other = one) => {
  first.manner = MANNERS[one];
  second.manner = MANNERS[other];
};
afterEach(() => behave("honest"));

/** Everything once: no transaction without effect, none missing, none waiting. */
async function isOnce(roomId, events = { created: 1, live: 1 }) {
  assert.deepEqual(await register.events(roomId), events);
  assert.equal(await register.count("pending"), await register.count("latest"));
}

describe("with one node that is", () => {
  for (const manner of ["silent", "busy", "broken", "babbling", "limited", "foreign"]) {
    test(`${manner}, the other one does`, async () => {
      behave(manner, "honest");
      const stream = await onAir();
      const { roomId } = await confirmed(stream);
      await register.eventuallyIs(roomId, "live");
      await isOnce(roomId);
      await end(stream);
    });
  }
});

describe("with nodes that all are", () => {
  for (const manner of ["silent", "busy", "broken", "babbling", "limited", "foreign"]) {
    test(`${manner}, a stream goes live, and its room follows once they are not`, async () => {
      behave(manner);
      const began = Date.now();
      const stream = await onAir();
      assert.equal((await look(owner, stream)).status, "live");
      assert.ok(Date.now() - began < GOES_LIVE_WITHIN_MS, `${Date.now() - began} ms`);
      const roomId = await roomOf(stream);
      await sleep(500);
      assert.equal((await look(owner, stream)).registry.status, "pending");
      behave("honest");
      await confirmed(stream);
      await isOnce(roomId);
      await end(stream);
    });
  }

  test("silent, a room that is known is shown as it was last known, another one is not", async () => {
    const stream = await onAir();
    const { roomId } = await confirmed(stream);
    await sleep(2_500); // what was read before is good for two seconds
    behave("silent");
    const reply = await client(url).get(`/api/rooms/${roomId}`);
    assert.equal((await expect(reply, 200)).status, "live");
    assert.match(reply.headers.get("warning"), /chain/);
    await expectProblem(client(url).get(`/api/rooms/0x${"34".repeat(32)}`), 503);
    behave("honest");
    await end(stream);
  });

  for (const manner of ["forgetful", "blind", "dying", "boastful"]) {
    test(`${manner}, nothing is lost and nothing is done twice once they are not`, async () => {
      behave(manner);
      const stream = await onAir();
      const roomId = await roomOf(stream);
      await sleep(2_500);
      behave("honest");
      await confirmed(stream);
      await register.eventuallyIs(roomId, "live");
      await eventually(() => isOnce(roomId));
      await end(stream);
      await register.eventuallyIs(roomId, "ended");
    });
  }
});

describe("a chain that", () => {
  test("forgets what waits gets it again", async () => {
    await register.call("evm_setAutomine", [false]);
    const stream = await onAir();
    const roomId = await roomOf(stream);
    await eventually(async () => assert.notEqual(await register.count("pending"), await register.count()));
    await register.call("anvil_dropAllTransactions", []);
    assert.equal(await register.count("pending"), await register.count());
    await eventually(async () => assert.notEqual(await register.count("pending"), await register.count()));
    await register.call("evm_setAutomine", [true]);
    await register.call("evm_mine", []);
    await confirmed(stream);
    await isOnce(roomId);
    await end(stream);
  });

  test("gets dearer is offered more", async () => {
    await register.call("evm_setAutomine", [false]);
    const stream = await onAir();
    const roomId = await roomOf(stream);
    const { transaction } = await eventually(async () => {
      const { registry } = await look(owner, stream);
      assert.ok(registry.transaction);
      return registry;
    });
    await register.call("anvil_setNextBlockBaseFeePerGas", ["0x12a05f200"]); // 5 gwei
    await register.call("evm_mine", []);
    await eventually(async () => {
      const { registry } = await look(owner, stream);
      assert.notEqual(registry.transaction, transaction);
    });
    await register.call("evm_setAutomine", [true]);
    await register.call("evm_mine", []);
    await confirmed(stream);
    await isOnce(roomId);
    assert.match(logs(), /"step":"bumped"/);
    await end(stream);
  });

  test("is reorganised gets back what it undid", async () => {
    const before = await onAir();
    await confirmed(before);
    const snapshot = await register.call("evm_snapshot", []);
    const stream = await onAir();
    const { roomId } = await confirmed(stream);
    assert.equal(await register.call("evm_revert", [snapshot]), true);
    assert.equal((await register.room(roomId)).status, "none");
    // Whatever is written next, what was undone is noticed.
    await end(before);
    await register.eventuallyIs(roomId, "live");
    await confirmed(stream);
    await eventually(() => isOnce(roomId));
    assert.match(logs(), /"step":"undone"/);
    await end(stream);
  });

  test("has other transactions of the account loses none of ours", async () => {
    const { address } = SENDER;
    await register.call("anvil_impersonateAccount", [address]);
    const send = () => register.call("eth_sendTransaction", [{ from: address, to: address, value: "0x1" }]);
    for (let count = 0; count < 3; count++) await send();
    const stream = await onAir();
    const { roomId } = await confirmed(stream);
    await isOnce(roomId);
    assert.match(logs(), /"step":"moved"/);
    await end(stream);
  });

  test("gets no funds from the account gets the room when it has some", async () => {
    const balance = await register.call("eth_getBalance", [SENDER.address, "latest"]);
    await register.call("anvil_setBalance", [SENDER.address, "0x1"]);
    const stream = await onAir();
    const roomId = await roomOf(stream);
    await eventually(async () => assert.match(logs(), /"cause":"no funds"/));
    await register.call("anvil_setBalance", [SENDER.address, balance]);
    await confirmed(stream);
    await isOnce(roomId);
    await end(stream);
  });
});
