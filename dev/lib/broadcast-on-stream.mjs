// The same on Cloudflare Stream, here its simulator: a room, a broadcast, a recording.

import { codecs, publish } from "./encoder.mjs";
import { require, step } from "./step.mjs";
import { waitFor } from "./wait.mjs";

const LIVE_WITHIN_MS = 10_000;
const PLAYS_WITHIN_MS = 15_000;
const RECORDED_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 60_000;

/**
 * @param {typeof import("./api.mjs").client} client
 * @param {string} baseUrl
 * @throws at the first promise that is not kept
 */
export async function broadcastOnStream(client, baseUrl) {
  const owner = await signUp(client, baseUrl);
  const room = await step("make a room on Stream", () => owner.post("/api/create", { title: "On Stream" }));
  require(room.warnings.length === 0, room.warnings.join("; "));
  const look = () => owner.get(`/streams/${room.streamId}`);
  const encoder = publish(`${room.IngestURL.replace(/\/$/, "")}/${room.StreamKey}`);
  await step("ffmpeg publishes to Stream: the room is live", () =>
    waitFor("the room to be live", async () => (await look()).status === "live", {
      timeoutMs: LIVE_WITHIN_MS,
      pointless: () => !encoder.isRunning(),
    }),
  );
  await step("its HLS plays, for everyone", () => play(client(baseUrl), room));
  await encoder.stop();
  await step("ffmpeg stops: the room ends", () =>
    waitFor("the room to end", async () => (await look()).status === "ended", { timeoutMs: ENDS_WITHIN_MS }),
  );
  await step("Stream has made the recording: a video that plays", () => watchRecording(owner, room));
  console.log("\nAll as promised.");
}

async function signUp(client, baseUrl) {
  const account = { username: `room_${Date.now().toString(36)}`, password: "a demo password" };
  const { accessToken } = await client(baseUrl).post("/auth/register", account);
  return client(baseUrl, accessToken);
}

async function play(anyone, room) {
  const { playback } = await anyone.get(`/api/livestream?sessionId=${room.SessionID}`);
  const found = await waitFor(
    "something to play",
    async () => {
      const seen = await codecs(playback.hls).catch(() => []);
      return seen.length > 0 && seen;
    },
    { timeoutMs: PLAYS_WITHIN_MS },
  );
  return `${playback.hls}: ${found.join(", ")}`;
}

async function watchRecording(owner, room) {
  const video = await waitFor(
    "the video of the broadcast",
    async () =>
      (await owner.get(`/vod?streamId=${room.streamId}`)).items.find(({ status }) => status === "ready"),
    { timeoutMs: RECORDED_WITHIN_MS, everyMs: 250 },
  );
  const found = await codecs(video.url);
  require(found.length > 0, "ffprobe found nothing to play");
  const { vodId } = await owner.get(`/streams/${room.streamId}/playback`);
  require(vodId === video.id, `the ended stream names video ${vodId}`);
  return `${video.duration} s: ${found.join(", ")}`;
}
