// A host signs with a wallet of its own: we say what to sign, carry it, and pay.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { roomStreams } from "../lib/room-streams.mjs";
import { HOST, startRegister } from "../lib/rooms.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const register = await startRegister();
const { url } = await ownWorker(register.settings());
const owner = await newUser(url);
const { publish, end } = roomStreams(
  () => url,
  () => owner,
);

/** As a wallet does; the chain's own, since it knows the host's key. */
const sign = (typedData, { address } = HOST) => register.call("eth_signTypedData_v4", [address, typedData]);

const ask = (who, query) => who.get(`/api/rooms/typed-data?${new URLSearchParams(query)}`);

/** What is posted for an order: the message that was signed, and the signature. */
async function signed(who, query, wallet) {
  const { change, typedData } = await expect(ask(who, query), 200);
  return { change, ...typedData.message, signature: await sign(typedData, wallet) };
}

const versionIs = (roomId, version) =>
  eventually(async () => assert.equal((await register.room(roomId)).version, version));

/** A room of the host's, without a stream. */
async function newRoom(who, title = "Mine") {
  const query = { change: "create", host: HOST.address, title, sessionId: "07".repeat(16) };
  const order = await signed(who, { ...query, keyCommitment: `0x${"11".repeat(32)}` });
  const { roomId } = await expect(who.post("/api/rooms", order), 202);
  await versionIs(roomId, 1);
  return roomId;
}

describe("a host's own room", () => {
  let stream, roomId;

  test("is created by its signature, and is its stream's room", async () => {
    stream = await newStream(owner, { title: "My own room" });
    const query = { change: "create", host: HOST.address, streamId: stream.id };
    const order = await signed(owner, query);
    const answer = await expect(owner.post("/api/rooms", { ...order, streamId: stream.id }), 202);
    roomId = answer.roomId;
    assert.equal(roomId.slice(0, 42), HOST.address.toLowerCase());
    await versionIs(roomId, 1);
    const room = await register.room(roomId);
    assert.deepEqual(
      [room.host, room.title, room.status],
      [HOST.address.toLowerCase(), "My own room", "created"],
    );
    assert.equal(room.sessionId.slice(0, 16), stream.name);
    assert.equal((await look(owner, stream)).roomId, roomId);
    const read = await expect(client(url).get(`/api/rooms/${roomId}`), 200);
    assert.deepEqual([read.streamId, read.playback], [stream.id, stream.playback]);
  });

  test("is the only one of its broadcast", async () => {
    await publish(stream);
    const order = await signed(owner, { change: "goLive", roomId });
    await expect(owner.post("/api/rooms", order), 202);
    await register.eventuallyIs(roomId, "live");
    assert.equal(await register.roomCount(), 1);
  });

  test("changes its title and its key by its signature", async () => {
    await expect(
      owner.post("/api/rooms", await signed(owner, { change: "update", roomId, title: "Chợ", policy: 1 })),
      202,
    );
    await versionIs(roomId, 3);
    const other = await newUser(url);
    const keyCommitment = `0x${"22".repeat(32)}`;
    await expect(
      other.post("/api/rooms", await signed(other, { change: "rotateKey", roomId, keyCommitment })),
      202,
    );
    await versionIs(roomId, 4);
    const { title, commitment } = await register.room(roomId);
    assert.deepEqual([title, commitment], ["Chợ", keyCommitment]);
  });

  test("ends by its signature alone", async () => {
    await end(stream);
    const order = await signed(owner, { change: "end", roomId });
    assert.equal((await register.room(roomId)).status, "live");
    await expect(owner.post("/api/rooms", order), 202);
    await register.eventuallyIs(roomId, "ended");
    await expectProblem(owner.post("/api/rooms", order), 409);
    await eventually(async () => assert.equal((await look(owner, stream)).registry.status, "confirmed"));
  });
});

test("a room without a stream is carried on, and confirmed once it is final", async () => {
  const who = await newUser(url);
  const salt = Buffer.from("without us..").toString("hex");
  const order = await signed(who, {
    change: "create",
    roomId: HOST.address.toLowerCase() + salt,
    title: "Elsewhere",
    sessionId: "07".repeat(16),
    keyCommitment: `0x${"11".repeat(32)}`,
  });
  const { roomId } = await expect(who.post("/api/rooms", order), 202);
  await versionIs(roomId, 1);
  await expect(
    who.post("/api/rooms", await signed(who, { change: "update", roomId, title: "x", policy: 0 })),
    202,
  );
  await versionIs(roomId, 2);
  await eventually(async () => {
    const { onchain, status, title } = await expect(client(url).get(`/api/rooms/${roomId}`), 200);
    assert.deepEqual({ onchain, status, title }, { onchain: "confirmed", status: "created", title: "x" });
  });
});

describe("before any gas is spent", () => {
  test("a signature of somebody else is refused, and so is one of something else", async () => {
    const who = await newUser(url);
    const roomId = await newRoom(who);
    const [stranger] = await register.call("eth_accounts", []);
    const order = await signed(who, { change: "end", roomId }, { address: stranger });
    const right = await signed(who, { change: "end", roomId });
    const before = await register.count();
    for (const bad of [
      order,
      { ...right, change: "goLive" },
      { ...right, deadline: right.deadline + 1 },
      { ...right, signature: `0x${"00".repeat(65)}` },
      { ...right, signature: right.signature.slice(0, -2) },
    ]) {
      await expectProblem(who.post("/api/rooms", bad), 422, ["signature"]);
    }
    assert.equal(await register.count(), before);
  });

  test("a version that is not the room's is refused, and a room that is not there or is over", async () => {
    const who = await newUser(url);
    const roomId = await newRoom(who);
    const stale = await signed(who, { change: "goLive", roomId, version: 7 });
    const { detail } = await expectProblem(who.post("/api/rooms", stale), 409);
    assert.match(detail, /version is 1/);
    const nowhere = roomId.slice(0, 42) + "00".repeat(12);
    await expectProblem(who.post("/api/rooms", await signed(who, { change: "end", roomId: nowhere })), 409);
    const again = { change: "create", roomId, title: "x", sessionId: "07".repeat(16) };
    const twice = await signed(who, { ...again, keyCommitment: `0x${"11".repeat(32)}` });
    await expectProblem(who.post("/api/rooms", twice), 409);
  });

  test("a signature that counts too briefly or too long is refused", async () => {
    const who = await newUser(url);
    const roomId = await newRoom(who);
    const now = Math.floor(Date.now() / 1000);
    for (const deadline of [now - 1, now + 30, now + 100_000]) {
      const order = await signed(who, { change: "end", roomId, deadline });
      await expectProblem(who.post("/api/rooms", order), 422, ["deadline"]);
    }
  });

  test("somebody else's stream is refused, and who has no account", async () => {
    const stream = await newStream(owner);
    const stranger = await newUser(url);
    const query = { change: "create", host: HOST.address, streamId: stream.id };
    await expectProblem(ask(stranger, query), 403);
    await expectProblem(ask(await newGuest(url), query), 403);
    await expectProblem(ask(client(url), query), 401);
    await expectProblem(client(url).post("/api/rooms", {}), 401);
    const order = await signed(owner, query);
    await expectProblem(stranger.post("/api/rooms", { ...order, streamId: stream.id }), 403);
  });

  test("every member that is not as it must be is named", async () => {
    const who = await newUser(url);
    await expectProblem(ask(who, {}), 422, ["change", "roomId"]);
    await expectProblem(ask(who, { change: "create", host: "me" }), 422, ["host"]);
    await expectProblem(ask(who, { change: "end", roomId: "7", version: 1 }), 422, ["roomId"]);
    await expectProblem(who.post("/api/rooms", { change: "burn" }), 422, ["change", "roomId", "deadline"]);
  });

  test("who relays too much has to wait", async () => {
    const who = await newUser(url);
    const statuses = [];
    for (let count = 0; count < 12; count++) statuses.push((await who.post("/api/rooms", {})).status);
    assert.deepEqual([...new Set(statuses)], [422, 429]);
  });
});
