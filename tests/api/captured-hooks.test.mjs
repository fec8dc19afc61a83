// What a real nginx-rtmp sent (tests/fixtures/hooks), told again to the real Worker.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { inRoot } from "../../dev/lib/paths.mjs";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const FOLDER = inRoot("tests/fixtures/hooks/nginx-rtmp");
const url = await sharedWorker();
const owner = await newUser(url);
const server = mediaServer(url);

const lines = (file) =>
  readFileSync(`${FOLDER}/${file}`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
const call = (line) => new URLSearchParams(line).get("call");
const statusOf = async (stream) => (await look(owner, stream)).status;

/** Tells the hooks in a file as if they were of this stream. */
async function tell(file, { streamKey, name }) {
  const replies = [];
  for (const line of lines(file)) {
    const body = line.replaceAll("EXAMPLEKEY01", streamKey).replaceAll("play-1", name);
    replies.push({ call: call(line), status: (await server.form(body)).status });
  }
  return replies;
}

describe("what nginx-rtmp sends", { concurrency: true }, () => {
  for (const [file, status] of [
    ["second-encoder.txt", "ended"],
    ["relay-and-players.txt", "ended"],
    ["record.txt", "ended"],
    ["restart.txt", "live"],
  ]) {
    test(`${file}: every hook is accepted, and in the end the stream is ${status}`, async () => {
      const stream = await newStream(owner);
      for (const reply of await tell(file, stream)) {
        const expected = { publish: 302, connect: 400, disconnect: 400 }[reply.call] ?? 200;
        assert.equal(reply.status, expected, reply.call);
      }
      assert.equal(await statusOf(stream), "live");
      if (status === "ended") await eventually(async () => assert.equal(await statusOf(stream), "ended"));
      else await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
    });
  }

  test("injection.txt: fields that an encoder or a player slipped in lead nowhere", async () => {
    const [stream, other] = [await newStream(owner), await newStream(owner)];
    await expect(server.nginx("publish", other.streamKey, 1), 302);
    for (const line of lines("injection.txt")) {
      const body = line.replaceAll("EXAMPLEKEY01", stream.streamKey).replaceAll("play-1", stream.name);
      await server.form(body.replaceAll("OTHER", other.streamKey));
    }
    assert.equal(await statusOf(other), "live");
    await eventually(async () => assert.equal(await statusOf(stream), "ended"));
    await expect(owner.put(`/streams/${other.id}`, { status: "ended" }), 200);
  });

  test("no-name.txt: a connection without a stream's name does not end that stream", async () => {
    const stream = await newStream(owner);
    await expect(server.nginx("publish", stream.streamKey, 1), 302);
    await tell("no-name.txt", stream);
    await expect(server.nginx("done", stream.streamKey, 1), 200);
    await eventually(async () => assert.equal(await statusOf(stream), "ended"));
  });

  test("nothing else was captured than what is told here", () => {
    const told = ["injection", "no-name", "record", "relay-and-players", "restart", "second-encoder"];
    assert.deepEqual(
      readdirSync(FOLDER).sort(),
      told.map((name) => `${name}.txt`),
    );
  });
});
