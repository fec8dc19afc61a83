// The errands of every minute, on a database that was made wrong by hand while the Worker was stopped.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const { folder, remove } = temporaryFolder();
let worker = await start({}, { stateDir: folder });
after(() => worker.stop().finally(remove));

const user = await newUser(worker.url);
const old = await logIn(worker.url, user);
const stream = await newStream(user);
const me = (token) => client(worker.url, token);
const listed = async (status) =>
  (await everyItem(me(user.token), `/streams?status=${status}`)).map((stream) => stream.id);
const sweep = () => send(`${worker.url}/cdn-cgi/local/scheduled`, "GET");
const sessionRows = (id) =>
  withDatabase(d1File(folder), (d1) => d1.prepare("select id from sessions where id = ?").all(id)).length;

before(async () => {
  await expect(mediaServer(worker.url).nginx("publish", stream.streamKey, 1), 302);
  await expect(user.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  await eventually(async () => {
    const { items } = await expect(user.get(`/streams/${stream.id}/events`), 200);
    assert.equal(items.length, 2);
  });
  await worker.stop();
  withDatabase(d1File(folder), (d1) => {
    d1.prepare("update streams set status = 'live', endTime = null, roomVersion = 1 where id = ?").run(
      stream.id,
    );
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
    d1.prepare("update sessions set expiresAt = ? where id = ?").run(twoDaysAgo, sidOf(old));
  });
  worker = await start({}, { stateDir: folder });
});

const sidOf = ({ refreshToken }) => refreshToken.split(".")[2];

describe("once a minute", () => {
  test("a list that shows a stream as live whose room knows better is put right", async () => {
    assert.deepEqual(await listed("live"), [stream.id]);
    assert.equal((await sweep()).status, 200);
    await eventually(async () => {
      assert.deepEqual(await listed("live"), []);
      assert.deepEqual(await listed("ended"), [stream.id]);
    });
  });

  test("sessions that expired long ago are forgotten", async () => {
    await expectProblem(me(old.token).get("/auth/me"), 401);
    await expect(me(user.token).get("/auth/me"), 200);
    await sweep();
    await worker.stop();
    assert.deepEqual([sessionRows(sidOf(old)), sessionRows(sidOf(user))], [0, 1]);
  });
});
