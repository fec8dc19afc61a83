// Whatever is done with a room on Stream, its keys and the account's are in no answer to others, no line of the log and
// no byte on disk.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client, expect } from "../lib/client.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { findBytes } from "../lib/state.mjs";
import { temporaryFolder } from "../lib/worker.mjs";
import { LIVE_SECRET, openRooms } from "./room-house.mjs";

const { folder, remove } = temporaryFolder();
after(remove);
const logged = [];
const heard = [];

test("no secret of Stream's is anywhere it should not be", async () => {
  const onLine = (line) => line.startsWith("[wrangler:") || logged.push(line);
  const rooms = await openRooms({ signs: true, vars: { LOG_LEVEL: "debug" }, stateDir: folder, onLine });
  const hear = (reply) => heard.push(reply.text);
  const secrets = { "the API token": rooms.house.apiToken, "a webhook secret": rooms.videoSecret };
  secrets["the notification secret"] = LIVE_SECRET;
  secrets["the signing key"] = rooms.house.signingJwk.d;
  try {
    const owner = await newUser(rooms.url);
    const room = await rooms.create(owner, { title: "Nothing to see" });
    const secretOf = (address) => new URL(address).pathname.split("/")[1];
    secrets["a stream key"] = room.StreamKey;
    secrets["a passphrase"] = new URL(room.srt).searchParams.get("passphrase");
    secrets["a WHIP secret"] = secretOf(room.webRTC.publish);
    secrets["an output's key"] = "the-key-of-another-service";
    await expect(
      owner.post(`/streams/${room.streamId}/outputs`, {
        url: "rtmp://a.example/live",
        streamKey: secrets["an output's key"],
      }),
      201,
    );
    await rooms.act(room, "connect");
    await rooms.until(owner, room, "live");
    await rooms.house.fault({ kind: "error", status: 500, times: 9, path: "/stream/live_inputs" });
    await owner.post("/api/create", {});
    await rooms.sweep();
    await rooms.act(room, "disconnect");
    await rooms.untilVideos(owner, room, "ready");
    for (const who of [
      await newUser(rooms.url, hear),
      await newGuest(rooms.url, hear),
      client(rooms.url, undefined, hear),
    ]) {
      for (const path of ["", "/playback", "/key", "/events", "/outputs"]) {
        await who.get(`/streams/${room.streamId}${path}`);
      }
      await who.get(`/api/livestream?sessionId=${room.SessionID}`);
      await who.get(`/vod?streamId=${room.streamId}`);
      await who.post("/api/end", { sessionId: room.SessionID });
    }
    heard.push((await owner.get(`/streams/${room.streamId}/events`)).text);
  } finally {
    await rooms.stop();
  }
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 10, what);
    assert.ok(!logged.some((line) => line.includes(secret)), `${what} in the log`);
    assert.ok(!heard.some((text) => text.includes(secret)), `${what} in an answer`);
  }
  // wrangler keeps what a Worker is started with; the rest is ours.
  assert.deepEqual(
    findBytes(folder, secrets).filter((found) => /sqlite|blobs/.test(found)),
    [],
  );
});
