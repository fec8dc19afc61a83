// A broadcast is a room on the chain, from its start to its end, for anyone to read.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { ROOM_ID, SENDER, startRegister } from "../lib/rooms.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const register = await startRegister();
const { url } = await ownWorker({
  RECONNECT_WINDOW_MS: "500",
  ...register.settings(),
});
const owner = await newUser(url);
const anyone = client(url);

const publish = ({ streamKey }, id = 1) => expect(mediaServer(url).nginx("publish", streamKey, id), 302);
const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);
const read = (roomId) => expect(anyone.get(`/api/rooms/${roomId}`), 200);

/** The stream's room, once it is as it is wished. */
const confirmed = (stream, transactionBefore) =>
  eventually(async () => {
    const { roomId, registry } = await look(owner, stream);
    assert.equal(registry?.status, "confirmed");
    assert.notEqual(registry.transaction, transactionBefore);
    return { roomId, transaction: registry.transaction };
  });

describe("a broadcast", () => {
  let stream, room, started;

  test("is a live room, with its title and session, soon after it began", async () => {
    stream = await newStream(owner, { title: "Đi chợ cùng An" });
    assert.equal((await look(owner, stream)).roomId, undefined);
    await publish(stream);
    started = await confirmed(stream);
    assert.match(started.roomId, ROOM_ID);
    room = await register.room(started.roomId);
    assert.equal(room.status, "live");
    assert.equal(room.title, "Đi chợ cùng An");
    assert.equal(room.host, SENDER.address.toLowerCase());
    assert.equal(room.sessionId.slice(0, 16), stream.name);
    assert.deepEqual(await register.events(started.roomId), {
      created: 1,
      live: 1,
    });
  });

  test("is found by anyone who has the room's id, with where it plays", async () => {
    const { startTime } = await look(owner, stream);
    const seen = await eventually(async () => {
      const seen = await read(started.roomId);
      assert.equal(seen.status, "live");
      return seen;
    });
    assert.deepEqual(seen, {
      roomId: started.roomId,
      sessionId: stream.name + Date.parse(startTime).toString(16).padStart(16, "0"),
      ingestUrl: "rtmps://live.cloudflare.com:443/live/",
      streamKey: room.commitment,
      host: SENDER.address,
      title: "Đi chợ cùng An",
      status: "live",
      createdAt: seen.createdAt,
      onchain: "confirmed",
      transaction: started.transaction,
      streamId: stream.id,
      playback: stream.playback,
    });
    assert.ok(Math.abs(Date.parse(seen.createdAt) - Date.parse(startTime)) < 60_000);
  });

  test("names a transaction that the chain knows", async () => {
    const receipt = await register.call("eth_getTransactionReceipt", [started.transaction]);
    assert.equal(receipt.status, "0x1");
    assert.equal(receipt.to, register.contract.toLowerCase());
  });

  test("is an ended room once it ended, and commits to nothing any more", async () => {
    await end(stream);
    await register.eventuallyIs(started.roomId, "ended");
    const ended = await confirmed(stream, started.transaction);
    assert.equal(ended.roomId, started.roomId);
    assert.match((await register.room(started.roomId)).commitment, /^0x0+$/);
    assert.deepEqual(await register.events(started.roomId), {
      created: 1,
      live: 1,
      ended: 1,
    });
    await eventually(async () => assert.equal((await read(started.roomId)).status, "ended"));
  });

  test("is another room than the stream's next one", async () => {
    await publish(stream, 2);
    const next = await eventually(async () => {
      const next = await confirmed(stream);
      assert.notEqual(next.roomId, started.roomId);
      return next;
    });
    assert.equal((await register.room(next.roomId)).status, "live");
    assert.equal((await register.room(started.roomId)).status, "ended");
    await end(stream);
    await register.eventuallyIs(next.roomId, "ended");
  });

  test("that ends as soon as it began is a room, too", async () => {
    const short = await newStream(owner, { title: "x".repeat(255) });
    await publish(short);
    await end(short);
    const { roomId } = await eventually(async () => {
      const { roomId, registry } = await look(owner, short);
      assert.equal(registry?.status, "confirmed");
      assert.equal((await register.room(roomId)).status, "ended");
      return { roomId };
    });
    assert.equal((await register.room(roomId)).title, "x".repeat(127));
  });

  test("that an encoder left for a moment is the same room", async () => {
    const shaky = await newStream(owner);
    await publish(shaky);
    const { roomId } = await confirmed(shaky);
    await expect(mediaServer(url).nginx("done", shaky.streamKey, 1), 200);
    await publish(shaky, 2);
    assert.equal((await look(owner, shaky)).roomId, roomId);
    await end(shaky);
    await register.eventuallyIs(roomId, "ended");
    assert.deepEqual(await register.events(roomId), {
      created: 1,
      live: 1,
      ended: 1,
    });
  });
});

describe("a room", () => {
  test("that nobody created is not found", async () => {
    await expectProblem(anyone.get(`/api/rooms/0x${"12".repeat(32)}`), 404);
  });

  test("has an id of one form", async () => {
    for (const id of ["7", "0x12", `0x${"g".repeat(64)}`, `${"12".repeat(32)}`]) {
      await expectProblem(anyone.get(`/api/rooms/${id}`), 422, ["roomId"]);
    }
  });

  test("of a deleted stream is still there, without a stream", async () => {
    const stream = await newStream(owner);
    await publish(stream);
    await end(stream);
    const { roomId } = await eventually(() => confirmed(stream));
    await register.eventuallyIs(roomId, "ended");
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    const { status, streamId, playback } = await eventually(async () => {
      const room = await read(roomId);
      assert.equal(room.streamId, null);
      return room;
    });
    assert.deepEqual({ status, streamId, playback }, { status: "ended", streamId: null, playback: null });
  });

  test("is beside its stream for everyone who may see that", async () => {
    const stream = await newStream(owner);
    await publish(stream);
    const { roomId } = await confirmed(stream);
    const guest = await newGuest(url);
    assert.equal((await look(guest, stream)).roomId, roomId);
    await end(stream);
  });
});

test("health says how the registry does", async () => {
  await eventually(async () => {
    const { registry } = (await expect(anyone.get("/healthz"), 200)).checks;
    assert.equal(registry.status, "ok");
    assert.equal(registry.pending, 0);
  });
});
