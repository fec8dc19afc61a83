// The archives of the chats in another store than R2, chosen by configuration.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { sayMany, upTo } from "../lib/chat.mjs";
import { linesOf } from "../lib/chat-log.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { startS3 } from "../lib/s3.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { filesIn } from "../lib/state.mjs";
import { look } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const store = await startS3();
const { url, stateDir, logs } = await ownWorker({ ...TALKATIVE, ...store.vars });
const owner = await newUser(url);
const server = mediaServer(url);

/** A broadcast during which people talk, once it is over. */
async function broadcast(talk) {
  const room = await newRoom(url, owner);
  const visitor = await room.join(owner);
  await expect(server.nginx("publish", room.stream.streamKey, 1), 302);
  const { startTime } = await look(owner, room.stream);
  await talk(visitor);
  await expect(owner.put(`/streams/${room.stream.id}`, { status: "ended" }), 200);
  return { room, key: `chats/${room.stream.id}/${Date.parse(startTime)}.ndjson` };
}

/** The difference between two long chats would take longer to print than the archive to come. */
const sameAs = async (key, room) =>
  assert.ok(isDeepStrictEqual(linesOf(store.text(key)), await room.history()), `${key} is another chat`);
const isPart = ({ query }) => "partNumber" in query;
const isEnd = ({ method, query }) => method === "POST" && "uploadId" in query;

/** More than one part holds. */
async function sayMuch(visitor) {
  for (const _ of upTo(54)) await Promise.all(upTo(50).map(() => visitor.say("\u{1f600}".repeat(500))));
}

test("an archive has what was said, loses what is deleted, and goes with its stream", async () => {
  const { room, key } = await broadcast((visitor) => sayMany(visitor, 5));
  await eventually(() => sameAs(key, room));
  await room.remove(3);
  await eventually(() => sameAs(key, room));
  await expect(owner.delete(`/streams/${room.stream.id}`), 204);
  await eventually(async () => assert.ok(!store.keys().includes(key)));
});

describe("a large archive", () => {
  let room, key;

  /** What the store was asked about it since then, in short. */
  const asked = (since) =>
    store.calls
      .slice(since)
      .filter(({ path }) => path.endsWith(key))
      .map(({ method, query, status }) => [method, ...Object.keys(query), status].join(" "));

  /** Does something to its room that has it written again, by these calls. */
  async function rewritten(seq, calls) {
    const since = store.calls.length;
    await room.remove(seq);
    await eventually(() => sameAs(key, room));
    await eventually(async () => assert.deepEqual(store.uploads(), []));
    await eventually(async () => assert.deepEqual(asked(since), calls));
  }

  before(async () => {
    ({ room, key } = await broadcast(sayMuch));
    await eventually(() => sameAs(key, room));
  });

  test("comes in parts", async () => {
    const part = "PUT partNumber uploadId 200";
    assert.deepEqual(asked(0), ["POST uploads 200", part, part, "POST uploadId 200"]);
    assert.deepEqual(store.uploads(), []);
  });

  test("lands all the same when the store stumbles", async () => {
    store.fail({ of: isPart, times: 2 });
    store.fail({ of: isEnd, status: 200, code: "InternalError" });
    // The next time it is done, and the store does not get to say so; asked again it says that nobody may do that.
    store.fail({ of: isEnd, status: 502, code: "", isHeard: true });
    await rewritten(1, [
      "POST uploads 200",
      ...[503, 503, 200, 200].map((status) => `PUT partNumber uploadId ${status}`),
      ...[200, 502, 403].map((status) => `POST uploadId ${status}`),
      "HEAD 200",
    ]);
  });

  test("is dropped half-written and begun anew when the store is away for longer", async () => {
    store.fail({ of: ({ query }) => query.partNumber === "2", times: 3, status: 500, code: "InternalError" });
    const part = "PUT partNumber uploadId";
    await rewritten(2, [
      "POST uploads 200",
      ...[200, 500, 500, 500].map((status) => `${part} ${status}`),
      "DELETE uploadId 204",
      "POST uploads 200",
      ...[200, 200].map((status) => `${part} ${status}`),
      "POST uploadId 200",
    ]);
    assert.match(logs(), /UploadPart: the store answered 500 InternalError/);
  });
});

test("nothing is left in R2", () => {
  const bucket = join(stateDir, "v3/r2");
  assert.deepEqual(existsSync(bucket) ? filesIn(bucket).filter((file) => file.includes("blobs")) : [], []);
});

test("a store that refuses is told of in the log, without the credentials", async () => {
  const vars = { ...store.vars, STORAGE_S3_SECRET_ACCESS_KEY: "another-secret" };
  const stranger = await ownWorker(vars);
  const host = await newUser(stranger.url);
  const room = await newRoom(stranger.url, host);
  await (await room.join(host)).say("hello");
  await expect(mediaServer(stranger.url).nginx("publish", room.stream.streamKey, 1), 302);
  await expect(host.put(`/streams/${room.stream.id}`, { status: "ended" }), 200);
  await eventually(async () =>
    assert.match(stranger.logs(), /PutObject: the store answered 403 SignatureDoesNotMatch/),
  );
  const lines = stranger
    .logs()
    .split("\n")
    .filter((line) => line.includes('"level"'))
    .join("\n");
  for (const word of ["another-secret", `"${store.vars.STORAGE_S3_ACCESS_KEY_ID}"`, "Credential="]) {
    assert.ok(!lines.includes(word), word);
  }
});
