// What each media server is answered, and what is kept of what it said.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { events, look, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const server = mediaServer(url);

const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

/** The ways to say the same, in the words of each server. */
const VOICES = {
  "nginx-rtmp": {
    publish: (key) => server.nginx("publish", key, 1, { type: "live" }),
    play: (name) => server.nginx("play", name, 3, { start: 4294965296, duration: 0, reset: 0 }),
    playDone: (name) => server.nginx("play_done", name, 3),
    recorded: (key) => server.nginx("record_done", key, 1, { recorder: "", path: `/rec/${key}.flv` }),
    publishDone: (key) => server.nginx("publish_done", key, 1),
  },
  srs: {
    publish: (key) => server.srs("on_publish", key, "a1", { tcUrl: "rtmp://127.0.0.1/live", param: "?x=1" }),
    play: (name) => server.srs("on_play", name, "a2"),
    playDone: (name) => server.srs("on_stop", name, "a2"),
    recorded: (key) => server.srs("on_dvr", key, "a1", { cwd: "/srs", file: `./live/${key}.flv` }),
    publishDone: (key) => server.srs("on_unpublish", key, "a1"),
  },
  plain: {
    publish: (streamKey) => server.plain("on_publish", streamKey, { clientId: "p1" }),
    play: (name) => server.plain("on_play", name, { clientId: "p2" }),
    playDone: (name) => server.plain("on_play_done", name, { clientId: "p2" }),
    recorded: (key) => server.plain("on_record_done", key, { path: `/rec/${key}.mp4`, duration: 61.5 }),
    publishDone: (key) => server.plain("on_done", key, { clientId: "p1" }),
  },
};

const isAnswered = {
  "nginx-rtmp": async (reply) => assert.equal((await reply).status, 200),
  srs: async (reply) => assert.equal((await expect(reply, 200)).code, 0),
  plain: async (reply) => expect(reply, 200),
};

describe("a whole broadcast is understood", { concurrency: true }, () => {
  for (const [source, says] of Object.entries(VOICES)) {
    test(`in the words of ${source}`, async () => {
      const stream = await newStream(owner);
      const answered = isAnswered[source];
      const begun = await says.publish(stream.streamKey);
      if (source === "nginx-rtmp") {
        assert.deepEqual([begun.status, begun.headers.get("location")], [302, stream.name]);
      } else {
        await answered(begun);
      }
      await answered(says.play(stream.name));
      assert.deepEqual(
        [(await look(owner, stream)).status, (await look(owner, stream)).viewerCount],
        ["live", 1],
      );
      await answered(says.playDone(stream.name));
      assert.equal((await look(owner, stream)).viewerCount, 0);
      await answered(says.publishDone(stream.streamKey));
      await answered(says.recorded(stream.streamKey));
      await eventually(async () => assert.equal((await look(owner, stream)).status, "ended"));
      const { peakViewerCount, startTime, endTime } = await look(owner, stream);
      assert.equal(peakViewerCount, 1);
      assert.ok(endTime >= startTime);
    });
  }

  test("in the words of MediaMTX, which only asks; its hooks tell the rest", async () => {
    const stream = await newStream(owner);
    await expect(server.mediamtx("publish", stream.streamKey, "m1"), 200);
    assert.equal((await look(owner, stream)).status, "live");
    await expect(server.mediamtx("read", stream.name, "m2", { protocol: "hls" }), 200);
    assert.equal((await look(owner, stream)).viewerCount, 0);
    await expect(server.plain("on_done", stream.streamKey, { clientId: "m1" }), 200);
    await eventually(async () => assert.equal((await look(owner, stream)).status, "ended"));
  });

  test("when the key comes beside the playback name", async () => {
    const says = [
      ({ name, streamKey: key }) => server.nginx("publish", name, 1, { type: "live", key }),
      ({ name, streamKey }) => server.srs("on_publish", name, "c1", { param: `?key=${streamKey}` }),
      ({ name, streamKey }) => server.mediamtx("publish", name, "c1", { query: `key=${streamKey}` }),
      ({ name, streamKey: password }) => server.mediamtx("publish", name, "c1", { user: "obs", password }),
      ({ name, streamKey: token }) => server.mediamtx("publish", name, "c1", { token }),
    ];
    for (const publish of says) {
      const stream = await newStream(owner);
      const { status } = await publish(stream);
      assert.ok(status === 200 || status === 302, `${status}`);
      assert.equal((await look(owner, stream)).status, "live");
      await end(stream);
    }
  });
});

describe("a publisher is refused", () => {
  const ways = (key) => [
    () => server.nginx("publish", key, 1),
    () => server.srs("on_publish", key, "c1"),
    () => server.mediamtx("publish", key, "c1"),
    () => server.plain("on_publish", key),
  ];

  test("whose key nobody has", async () => {
    for (const send of ways("sk_00000000000000000000000000000000")) await expectProblem(send(), 403);
  });

  test("whose key was rotated away", async () => {
    const stream = await newStream(owner);
    await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
    for (const send of ways(stream.streamKey)) await expectProblem(send(), 403);
    assert.equal((await look(owner, stream)).status, "ended");
  });

  test("who knows no more than what every viewer knows", async () => {
    const stream = await newStream(owner);
    for (const send of ways(stream.name)) await expectProblem(send(), 403);
    assert.equal((await look(owner, stream)).status, "ended");
  });

  test("who shows one stream's key for another's name", async () => {
    const [mine, yours] = [await newStream(owner), await newStream(await newUser(url))];
    await expectProblem(server.nginx("publish", yours.name, 1, { key: mine.streamKey }), 403);
    await expectProblem(server.srs("on_publish", yours.name, "c", { param: `?key=${mine.streamKey}` }), 403);
    for (const stream of [mine, yours]) assert.equal((await look(owner, stream)).status, "ended");
  });

  test("without a word of the key in the answer", async () => {
    const key = "sk_4242424242424242424242424242424242424242";
    for (const send of ways(key)) assert.ok(!(await send()).text.includes(key));
  });
});

describe("what is no event is refused as malformed", () => {
  const form = (body) => () => server.form(body);
  const json = (value) => () => server.raw(JSON.stringify(value), "application/json");
  for (const [what, send] of [
    ["an empty body", form("")],
    ["a form that is none", form("hello")],
    ["a form without a name", form("app=live&call=publish")],
    ["a form without a call", form("app=live&name=x")],
    ["a form with an empty name", form("call=publish&name=")],
    ["a form with a control character in the name", form("call=publish&name=a%0Ab")],
    ["a form with a name of 300 bytes", form(`call=publish&name=${"x".repeat(300)}`)],
    ["on_connect", form("app=live&addr=::1&epoch=1&call=connect")],
    ["half an object", () => server.raw("{", "application/json")],
    ["an array", json([])],
    ["an object of another kind", json({ hello: "world" })],
    [
      "a member that is named twice",
      () => server.raw('{"event":"on_done","event":"on_done"}', "application/json"),
    ],
    ["an unknown event", json({ event: "on_fire", streamKey: "k" })],
    ["an event without a stream", json({ event: "on_publish" })],
    ["an event with a number for a stream", json({ event: "on_publish", streamKey: 5 })],
    ["a time that is none", json({ event: "on_done", streamKey: "k", timestamp: "noon" })],
    ["viewers below zero", json({ event: "on_play", streamKey: "k", viewers: -1 })],
    ["an SRS event without a stream", json({ action: "on_connect", client_id: "c", vhost: "v" })],
    ["an unknown action of MediaMTX", json({ action: "dance", path: "x", protocol: "rtmp" })],
    ["plain text", () => server.raw("call=publish&name=x", "text/plain")],
    ["bytes that are no text", () => server.raw(new Uint8Array([0x63, 0xff]), "application/json")],
  ]) {
    test(what, async () => {
      await expectProblem(send(), 400);
    });
  }

  test("and what is too large is not read", async () => {
    await expectProblem(server.form(`call=publish&name=x&more=${"y".repeat(20_000)}`), 413);
  });
});

describe("the log of a stream's events", { concurrency: true }, () => {
  test("has all of them with the raw fields, the newest first, for its owner", async () => {
    const stream = await newStream(owner);
    await VOICES["nginx-rtmp"].publish(stream.streamKey);
    await VOICES.plain.play(stream.name);
    await VOICES.srs.recorded(stream.streamKey);
    await server.plain("on_done", stream.streamKey, {
      clientId: "zz",
      eventId: "e1",
      timestamp: 1_700_000_000,
    });
    const log = await eventually(async () => {
      const { items } = await expect(owner.get(`/streams/${stream.id}/events`), 200);
      assert.equal(items.length, 4);
      return items;
    });
    assert.deepEqual(
      log.map(({ source, event, clientId }) => [source, event, clientId]),
      [
        ["plain", "on_done", "zz"],
        ["srs", "on_record_done", "a1"],
        ["plain", "on_play", "p2"],
        ["nginx-rtmp", "on_publish", "1"],
      ],
    );
    const [done, recorded, , publish] = log;
    assert.equal(done.sentAt, "2023-11-14T22:13:20.000Z");
    assert.ok(publish.receivedAt <= done.receivedAt);
    assert.deepEqual(publish.fields, {
      app: "live",
      addr: "192.0.2.3",
      call: "publish",
      clientid: "1",
      flashver: "FMLE/3.0",
      type: "live",
    });
    assert.equal(recorded.fields.file, "./live/[stream key].flv");
    assert.ok(log.every((event) => typeof event.verdict === "string"));
    await end(stream);
  });

  test("has no key in it, however it was sent", async () => {
    const stream = await newStream(owner);
    const { streamKey: key, name } = stream;
    await server.nginx("publish", key, key, {
      flashver: key,
      addr: key,
      tcurl: `rtmp://x/${key}`,
      swfurl: key,
    });
    await server.nginx("record_done", key, 1, { path: `/rec/${encodeURIComponent(key)}.flv?key=${key}` });
    await server.srs("on_play", name, key, { param: `?key=${key}`, stream_url: `/live/${key}`, ip: key });
    await server.srs("on_dvr", key, "c", { file: `/a/${key.toUpperCase()}.flv`, cwd: key });
    await server.mediamtx("read", name, key, { query: `key=${key}`, token: key, user: key, ip: key });
    await server.plain("on_play", name, { clientId: key, eventId: key, path: key });
    await eventually(async () => assert.equal((await events(owner, stream)).length, 6));
    const reply = await owner.get(`/streams/${stream.id}/events`);
    assert.ok(!reply.text.toLowerCase().includes(key));
    assert.ok(!reply.text.toLowerCase().includes(key.slice(3)));
    await end(stream);
  });

  test("comes in pages", async () => {
    const stream = await newStream(owner);
    for (let client = 1; client <= 7; client++) await server.nginx("play", stream.name, client);
    const all = await eventually(async () => {
      const { items } = await expect(owner.get(`/streams/${stream.id}/events`), 200);
      assert.equal(items.length, 7);
      return items;
    });
    const seen = [];
    let cursor = "";
    do {
      const page = await expect(owner.get(`/streams/${stream.id}/events?limit=3${cursor}`), 200);
      seen.push(...page.items);
      await server.nginx("play_done", stream.name, 1);
      cursor = page.nextCursor && `&cursor=${page.nextCursor}`;
    } while (cursor);
    assert.deepEqual(seen, all);
    for (const query of ["limit=0", "cursor=x"]) {
      await expectProblem(owner.get(`/streams/${stream.id}/events?${query}`), 422, [query.split("=")[0]]);
    }
  });
});
