// The log of the media events of all streams.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker();
const admin = await newAdmin(url);
const [ann, bob] = [await newUser(url), await newUser(url)];
const server = mediaServer(url);
const [first, second] = [await newStream(ann), await newStream(bob)];
const STRANGER = "sk_ffffffffffffffff";
const log = (query = "") => everyItem(admin, `/ops/events${query}`);
const short = ({ streamId, source, event, verdict }) => [streamId, source, event, verdict];

before(async () => {
  await expect(server.nginx("publish", first.streamKey, 1), 302);
  await expect(server.srs("on_publish", second.streamKey, "s1"), 200);
  await expect(server.plain("on_publish", STRANGER, { clientId: "p1" }), 403);
  await expect(server.srs("on_play", second.streamKey, "viewer"), 200);
  await expect(server.nginx("publish_done", first.streamKey, 1), 200);
  await eventually(async () => assert.equal((await log()).length, 5));
});

describe("the log of media events", () => {
  test("is for admins", async () => {
    for (const who of [ann, await newGuest(url)]) await expectProblem(who.get("/ops/events"), 403);
    await expectProblem(send(`${url}/ops/events`, "GET"), 401);
  });

  test("has those of every stream, and of none, the newest first, without keys", async () => {
    const events = await log();
    assert.deepEqual(events.map(short), [
      [first.id, "nginx-rtmp", "on_publish_done", "interrupted"],
      [second.id, "srs", "on_play", "viewer_joined"],
      [null, "plain", "on_publish", "refused_key"],
      [second.id, "srs", "on_publish", "started"],
      [first.id, "nginx-rtmp", "on_publish", "started"],
    ]);
    const times = events.map(({ receivedAt }) => receivedAt);
    assert.deepEqual(times, times.toSorted().reverse());
    const text = JSON.stringify(events);
    for (const key of [first.streamKey, second.streamKey, STRANGER]) assert.ok(!text.includes(key));
  });

  test("is narrowed by stream, source, event, verdict and time, alone and together", async () => {
    const all = await log();
    const middle = all[2].receivedAt;
    for (const [query, fits] of [
      [`streamId=${first.id}`, (it) => it.streamId === first.id],
      ["source=srs", (it) => it.source === "srs"],
      ["event=on_publish", (it) => it.event === "on_publish"],
      ["verdict=started", (it) => it.verdict === "started"],
      ["verdict=repeated", () => false],
      ["source=srs&event=on_publish", (it) => it.source === "srs" && it.event === "on_publish"],
      ["verdict=started&source=srs", (it) => it.verdict === "started" && it.source === "srs"],
      [
        `streamId=${second.id}&verdict=started`,
        (it) => it.streamId === second.id && it.verdict === "started",
      ],
      [`from=${middle}`, (it) => it.receivedAt >= middle],
      [`to=${middle}`, (it) => it.receivedAt < middle],
      [`event=on_publish&to=${middle}`, (it) => it.event === "on_publish" && it.receivedAt < middle],
    ]) {
      assert.deepEqual(await log(`?${query}`), all.filter(fits), query);
    }
  });

  test("comes in pages, whatever it is narrowed by", async () => {
    for (const query of ["", "?event=on_publish", `?streamId=${second.id}`]) {
      assert.deepEqual(await everyItem(admin, `/ops/events${query}`, 1), await log(query), query);
    }
  });

  test("knows its words, and refuses others", async () => {
    for (const [query, fields] of [
      ["source=obs", ["source"]],
      ["event=publish&verdict=fine", ["event", "verdict"]],
      ["streamId=x&limit=0", ["streamId", "limit"]],
      ["cursor=x", ["cursor"]],
      ["from=now", ["from"]],
    ]) {
      await expectProblem(admin.get(`/ops/events?${query}`), 422, fields);
    }
  });
});
