// Webhooks that are doubled, late, lost or forged, and what puts right what got lost.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { nowS } from "../lib/jwt.mjs";
import { events } from "../lib/streams.mjs";
import { LIVE_SECRET, openRooms } from "./room-house.mjs";

const rooms = await openRooms();
const owner = await rooms.owner();
const { house, url, videoSecret } = rooms;
const LIVE = "/webhook/cloudflare/live";
const VIDEO = "/webhook/cloudflare/video";

const told = async (room) =>
  (await events(owner, { id: room.streamId })).map(({ event, verdict }) => `${event} ${verdict}`);
const notify = (body, secret = LIVE_SECRET) =>
  send(url + LIVE, "POST", { json: body, headers: secret === null ? {} : { "cf-webhook-auth": secret } });

function notification(room, word, at) {
  const data = { notification_name: "Stream Live Input", input_id: room.SessionID };
  return { data: { ...data, event_type: `live_input.${word}`, updated_at: new Date(at).toISOString() } };
}

function signature(body, { secret = videoSecret, time = nowS() } = {}) {
  return `time=${time},sig1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`;
}

test("only Stream is believed", async () => {
  for (const secret of [null, "", "wrong", `${LIVE_SECRET} `.repeat(2)]) {
    await expectProblem(notify({ text: "Hello World!" }, secret), 401);
  }
  await expect(notify({ text: "Hello World! This is a test message" }), 200);
  const body = JSON.stringify({ uid: "0".repeat(32), status: { state: "ready" } });
  const post = (header, text = body) =>
    send(url + VIDEO, "POST", { text, headers: header === undefined ? {} : { "webhook-signature": header } });
  for (const header of [
    undefined,
    "",
    signature(body, { secret: "another" }),
    signature(`${body} `),
    signature(body, { time: nowS() - 301 }),
    signature(body, { time: nowS() + 400 }),
    `sig1=${"0".repeat(64)}`,
  ]) {
    await expectProblem(post(header), 401);
  }
  const header = signature(body);
  for (let time = 0; time < 2; time += 1) await expect(post(header), 200); // a replay changes nothing
  await expectProblem(post(signature("no"), "no"), 400);
});

test("the same event twice is one", async () => {
  const room = await rooms.create(owner);
  await house.fault({ kind: "webhook_doubled", path: LIVE });
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await eventually(async () =>
    assert.deepEqual(await told(room), ["on_publish started", "on_publish repeated"]),
  );
  await rooms.act(room, "disconnect");
  await rooms.untilVideos(owner, room, "ready");
});

test("a recording that is told twice is one video", async () => {
  const room = await rooms.create(owner);
  await house.fault({ kind: "webhook_doubled", path: VIDEO });
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await rooms.act(room, "disconnect");
  await rooms.untilVideos(owner, room, "ready");
  await eventually(async () =>
    assert.equal((await told(room)).filter((each) => each.startsWith("on_record")).length, 2),
  );
  await rooms.untilVideos(owner, room, "ready");
});

test("the times tell the order, whatever order the events come in", async () => {
  const [first, second] = [await rooms.create(owner), await rooms.create(owner)];
  const now = Date.now();
  // It came and went, and is told the wrong way round: it is not on air.
  await expect(notify(notification(first, "disconnected", now - 1_000)), 200);
  await expect(notify(notification(first, "connected", now - 2_000)), 200);
  assert.equal((await expect(owner.get(`/streams/${first.streamId}`), 200)).status, "ended");
  assert.deepEqual(
    (await expect(notify(notification(first, "connected", now - 500)), 200)).verdict,
    "started",
  );
  // It came, went and came back; that it went is told last.
  await expect(notify(notification(second, "connected", now - 3_000)), 200);
  await expect(notify(notification(second, "connected", now - 1_000)), 200);
  const late = await expect(notify(notification(second, "disconnected", now - 2_000)), 200);
  assert.equal(late.verdict, "late");
  await rooms.until(owner, second, "live");
});

test("a beginning that nobody told is found by the clock", async () => {
  const room = await rooms.create(owner);
  await house.fault({ kind: "webhook_lost", path: LIVE });
  await rooms.act(room, "connect");
  await rooms.sweep();
  await rooms.until(owner, room, "live");
  await rooms.act(room, "disconnect");
  await rooms.until(owner, room, "ended");
});

test("an end that nobody told is found by the room itself", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await sleep(2_500); // two looks: it was seen to be on
  await house.fault({ kind: "webhook_lost", path: LIVE });
  await rooms.act(room, "disconnect");
  await rooms.until(owner, room, "ended");
  await rooms.untilVideos(owner, room, "ready");
});

test("a recording that nobody told is found by the clock", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await house.fault({ kind: "webhook_lost", path: VIDEO });
  await rooms.act(room, "disconnect");
  await rooms.until(owner, room, "ended");
  await eventually(async () => {
    await rooms.sweep();
    const { items } = await expect(owner.get(`/vod?streamId=${room.streamId}`), 200);
    assert.deepEqual(
      items.map(({ status }) => status),
      ["ready"],
    );
  });
  const { vodId } = await expect(owner.get(`/streams/${room.streamId}/playback`), 200);
  assert.equal(typeof vodId, "number");
});

test("every spelling that Stream's documents leave open is understood", async () => {
  await house.set({
    inputStatus: "string",
    unknownNumber: 0,
    unsetFields: "absent",
    readyToStreamWhileLive: "absent",
  });
  const room = await rooms.create(owner);
  await house.fault({ kind: "webhook_lost", path: LIVE });
  await rooms.act(room, "connect");
  await rooms.sweep();
  await rooms.until(owner, room, "live");
  await rooms.act(room, "disconnect");
  await rooms.untilVideos(owner, room, "ready");
  await house.unset();
  await house.set({ holdExtraMs: 300 });
});

test("a video that its owner removed goes at Stream too, and late news do not bring it back", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await rooms.act(room, "disconnect");
  const [video] = await rooms.untilVideos(owner, room, "ready");
  const uid = video.url.split("/").at(-3);
  const body = JSON.stringify(await house.result(house.api.get(`/stream/${uid}`)));
  await expect(owner.delete(`/vod/${video.id}`), 204);
  await expect(house.api.get(`/stream/${uid}`), 404);
  await expect(
    send(url + VIDEO, "POST", { text: body, headers: { "webhook-signature": signature(body) } }),
    200,
  );
  await rooms.untilVideos(owner, room, "ready", 0);
});
