// The metrics: what is told, to whom, and in which form.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sayMany } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { parseExposition } from "../lib/exposition.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { logIn, newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { startS3 } from "../lib/s3.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { newStream } from "../lib/streams.mjs";
import { newVideo, video } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const [FIRST, SECOND] = ["a", "b"].map((letter) => letter.repeat(32));
const store = await startS3();
const { url } = await ownWorker({ ...TALKATIVE, ...store.vars, METRICS_TOKEN: `${FIRST},${SECOND}` });
const admin = await newAdmin(url);
const collect = async () => parseExposition((await expectText(admin.get("/metrics"))).text);

async function expectText(reply) {
  const got = await reply;
  assert.equal(got.status, 200, got.text);
  return got;
}

/** The value of a metric under some labels. */
async function value(name, labels = {}) {
  const family = (await collect()).get(name);
  assert.ok(family, name);
  const wanted = JSON.stringify(Object.entries(labels).sort());
  return family.samples.find(({ key }) => key === wanted)?.value;
}

describe("the metrics", () => {
  test("are for admins and for whoever has the token, and for nobody else", async () => {
    for (const token of [FIRST, SECOND, admin.token]) await expectText(client(url, token).get("/metrics"));
    for (const who of [await newUser(url), await newGuest(url)])
      await expectProblem(who.get("/metrics"), 403);
    for (const token of [undefined, "", FIRST.slice(1), `${FIRST},${SECOND}`, FIRST.toUpperCase()]) {
      const reply = await client(url, token).get("/metrics");
      await expectProblem(reply, 401);
      assert.match(reply.headers.get("www-authenticate"), /^Bearer/);
    }
  });

  test("are in the format that collectors read, with names and units as they are usual", async () => {
    const reply = await expectText(client(url, FIRST).get("/metrics"));
    assert.equal(reply.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const families = parseExposition(reply.text);
    assert.ok(families.size >= 15, [...families.keys()].join());
    for (const [name, { help, type, samples }] of families) {
      assert.match(name, /^liveroom_[a-z_]+[a-z]$/);
      assert.match(help, /^[A-Z].*\.$/, name);
      assert.equal(type === "counter", name.endsWith("_total"), name);
      assert.ok(samples.length > 0, name);
      assert.ok(
        samples.every(({ value }) => value >= 0),
        name,
      );
    }
    const head = await send(`${url}/metrics`, "HEAD", { token: FIRST });
    assert.deepEqual([head.status, head.text], [200, ""]);
  });

  test("tell what is there, and what came", async () => {
    const before = {
      users: await value("liveroom_users", { role: "user" }),
      sessions: await value("liveroom_sessions"),
      messages: await value("liveroom_chat_messages_total"),
      bytes: await value("liveroom_video_bytes"),
    };
    const owner = await newUser(url);
    const second = await logIn(url, owner);
    const room = await newRoom(url, owner);
    await newStream(owner);
    await expect(mediaServer(url).nginx("publish", room.stream.streamKey, 1), 302);
    await expect(mediaServer(url).nginx("publish", "sk_0000000000000000", 1), 403);
    await sayMany(await room.join(owner), 12);
    await newVideo(owner, { title: "A walk" });
    await eventually(async () => {
      assert.equal(await value("liveroom_live_streams", { provider: "selfhosted" }), 1);
      assert.equal(await value("liveroom_viewers", { provider: "selfhosted" }), 1);
      assert.equal(await value("liveroom_chat_messages_total"), before.messages + 12);
      assert.equal(await value("liveroom_media_events_total", { verdict: "started" }), 1);
      assert.equal(await value("liveroom_media_events_total", { verdict: "refused_key" }), 1);
    });
    assert.equal(await value("liveroom_streams", { provider: "selfhosted" }), 2);
    assert.equal(await value("liveroom_users", { role: "user" }), before.users + 1);
    assert.equal(await value("liveroom_sessions"), before.sessions + 2);
    assert.equal(await value("liveroom_videos", { status: "ready" }), 1);
    assert.equal(await value("liveroom_video_bytes"), before.bytes + video().length);
    assert.equal(await value("liveroom_failed_jobs", { queue: "jobs" }), 0);
    await expect(client(url, second.token).post("/auth/logout"), 204);
    assert.equal(await value("liveroom_sessions"), before.sessions + 1);
  });
});

test("a storage that is away is told, and makes nothing else fail", async () => {
  assert.equal(await value("liveroom_dependency_up", { dependency: "storage" }), 1);
  store.fail({ of: ({ method }) => method === "HEAD", times: Number.POSITIVE_INFINITY });
  const { status, checks } = await expect(client(url).get("/healthz"), 200);
  assert.equal(status, "degraded");
  assert.equal(checks.storage.status, "failing");
  assert.deepEqual([checks.database.status, checks.rooms.status], ["ok", "ok"]);
  assert.equal(await value("liveroom_dependency_up", { dependency: "storage" }), 0);
  assert.ok((await value("liveroom_dependency_latency_seconds", { dependency: "storage" })) >= 0);
});
