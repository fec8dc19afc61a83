// The first broadcast, step by step, each with what was promised and what was seen.

import { codecs, publish, watch } from "./encoder.mjs";
import { playlist, playlistGrows, segments, streamName } from "./hls.mjs";
import { lookOut } from "./lookout.mjs";
import { require, step } from "./step.mjs";
import { sleep, waitFor } from "./wait.mjs";

const LIVE_WITHIN_MS = 2_000;
const PLAYS_WITHIN_MS = 10_000;
const AWAY_MS = 4_000;
const BACK_FOR_MS = 5_000;
const ENDS_WITHIN_MS = 45_000;
const RECORDED_WITHIN_MS = 15_000;
const CONFIRMED_WITHIN_MS = 30_000;
const VIEWER_WATCHES_S = 8;
const VIEWER_COUNTED_WITHIN_MS = 8_000;

/**
 * @param {typeof import("./api.mjs").client} client
 * @param {string} baseUrl
 * @throws at the first promise that is not kept
 */
export async function broadcast(client, baseUrl) {
  const { owner, viewer } = await signUp(client, baseUrl);
  const stream = await createStream(owner);
  let encoder = publish(`${stream.ingest.rtmpUrl}/${stream.streamKey}`);
  const live = await goLive(owner, encoder, stream);
  const playback = await play(viewer, stream);
  await keepSecret(viewer, stream, playback);
  await countViewer(viewer, stream, playback);
  const roomId = await findRoom(viewer, stream);

  const lookout = lookOut(viewer, stream.id);
  await encoder.stop();
  await step("encoder gone for a moment: still live", async () => {
    await sleep(AWAY_MS);
    return lookout.mustStay(live.startTime);
  });
  encoder = publish(`${stream.ingest.rtmpUrl}/${stream.streamKey}`);
  await step("encoder back: the same broadcast goes on", async () => {
    await playlistGrows(playback.hls, PLAYS_WITHIN_MS);
    await sleep(BACK_FOR_MS);
    return lookout.mustStay(live.startTime);
  });
  lookout.stop();

  await encoder.stop();
  await endAfterWindow(viewer, stream);
  await step("the room on the chain has ended, for good", () => roomBecomes(viewer, roomId, "ended"));
  await watchRecording(owner, stream);
}

async function signUp(client, baseUrl) {
  const account = { username: `demo_${Date.now().toString(36)}`, password: "a demo password" };
  const anyone = client(baseUrl);
  await step("register", async () => {
    await anyone.post("/auth/register", account);
    return account.username;
  });
  const { accessToken } = await step("log in", () => anyone.post("/auth/login", account));
  const guest = await step("a guest comes to watch", () =>
    anyone.post("/auth/guest", { nickname: "visitor" }),
  );
  return { owner: client(baseUrl, accessToken), viewer: client(baseUrl, guest.accessToken) };
}

async function createStream(owner) {
  const stream = await step("create a stream", () => owner.post("/streams", { title: "First broadcast" }));
  require(stream.streamKey?.length >= 22, "the answer has no stream key of 128 bits");
  require(stream.ingest?.rtmpUrl, "the answer has no ingest.rtmpUrl");
  require(stream.status === "ended", `a new stream is '${stream.status}', not 'ended'`);
  return stream;
}

async function goLive(owner, encoder, stream) {
  return step("ffmpeg publishes: in the list of live streams", async () => {
    const started = performance.now();
    const live = await waitFor("the stream to be listed as live", () => listedLive(owner, stream.id), {
      timeoutMs: 4 * LIVE_WITHIN_MS,
      everyMs: 50,
      pointless: () => !encoder.isRunning(),
    }).catch((error) => {
      throw new Error(`${error.message}\nffmpeg said: ${encoder.logs()}`);
    });
    const tookMs = Math.round(performance.now() - started);
    require(tookMs <= LIVE_WITHIN_MS, `it took ${tookMs} ms, more than ${LIVE_WITHIN_MS}`);
    require(Date.parse(live.startTime) > 0, "it has no startTime");
    return live;
  });
}

async function listedLive(who, id) {
  const { items } = await who.get("/streams?status=live&limit=100");
  return items.find((item) => item.id === id);
}

async function play(viewer, stream) {
  const playback = await viewer.get(`/streams/${stream.id}/playback`);
  require(playback.status === "live", `playback says '${playback.status}'`);
  require(playback.hls, "playback has no hls address");
  await step("HLS plays", async () => {
    await waitFor("the playlist to name a segment", async () => (await segments(playback.hls)).length, {
      timeoutMs: PLAYS_WITHIN_MS,
    });
    const found = await codecs(playback.hls);
    require(found.length > 0, "ffprobe found nothing to play");
    return `${playback.hls}: ${found.join(", ")}`;
  });
  return playback;
}

async function keepSecret(viewer, stream, playback) {
  await step("the stream key is in nothing that a viewer sees", async () => {
    const seen = [
      await viewer.get("/streams?status=live&limit=100"),
      await viewer.get(`/streams/${stream.id}`),
      playback,
      await playlist(playback.hls),
    ].map((part) => JSON.stringify(part));
    require(!seen.some((part) => part.includes(stream.streamKey)), "there it is");
  });
}

async function countViewer(viewer, stream, playback) {
  const address = `${stream.ingest.rtmpUrl}/${streamName(playback.hls)}`;
  const count = async () => (await viewer.get(`/streams/${stream.id}`)).viewerCount;
  const before = await count();
  const limits = { timeoutMs: VIEWER_COUNTED_WITHIN_MS };
  const watching = watch(address, VIEWER_WATCHES_S);
  watching.catch(() => {}); // awaited below
  await step("a viewer plays over RTMP: counted", () =>
    waitFor("viewerCount to go up", async () => (await count()) > before, limits),
  );
  await step("the viewer leaves: counted down, and still live", async () => {
    await watching;
    await waitFor("viewerCount to go down again", async () => (await count()) === before, limits);
    const { status } = await viewer.get(`/streams/${stream.id}`);
    require(status === "live", `the stream is '${status}'`);
  });
}

async function findRoom(viewer, stream) {
  return step("the broadcast is a live room on the chain, and leads to where it plays", async () => {
    const { roomId } = await waitFor(
      "the chain to confirm the room",
      async () => {
        const { roomId, registry } = await viewer.get(`/streams/${stream.id}`);
        return registry?.status === "confirmed" && { roomId };
      },
      { timeoutMs: CONFIRMED_WITHIN_MS },
    );
    const room = await roomBecomes(viewer, roomId, "live");
    require(room.playback?.hls === stream.playback.hls, "the room does not say where it plays");
    require(!JSON.stringify(room).includes(stream.streamKey), "the stream key is on the chain");
    return roomId;
  });
}

/** As the contract has it. */
const roomBecomes = (viewer, roomId, status) =>
  waitFor(
    `the room to be ${status}`,
    async () => {
      const room = await viewer.get(`/api/rooms/${roomId}`);
      return room.status === status && room;
    },
    { timeoutMs: CONFIRMED_WITHIN_MS },
  );

async function endAfterWindow(viewer, stream) {
  await step("ffmpeg stops: ended once the reconnect window is over", async () => {
    const ended = await waitFor(
      "the stream to end",
      async () => {
        const now = await viewer.get(`/streams/${stream.id}`);
        return now.status === "ended" && now;
      },
      { timeoutMs: ENDS_WITHIN_MS, everyMs: 250 },
    );
    require(Date.parse(ended.endTime) >= Date.parse(ended.startTime), `endTime is ${ended.endTime}`);
    return `endTime ${ended.endTime}`;
  });
}

async function watchRecording(owner, stream) {
  await step("the recording is ready: plays, with a thumbnail, and the ended stream names it", async () => {
    const video = await waitFor(
      "the video of the broadcast",
      async () =>
        (await owner.get(`/vod?streamId=${stream.id}`)).items.find(({ status }) => status === "ready"),
      { timeoutMs: RECORDED_WITHIN_MS, everyMs: 250 },
    );
    require(video.duration > AWAY_MS / 1000, `its duration is ${video.duration}`);
    const found = await codecs(video.url);
    require(found.length > 0, "ffprobe found nothing to play");
    require(video.thumbnail, "it has no thumbnail");
    require((await codecs(video.thumbnail)).length > 0, "its thumbnail is no picture");
    const { vodId } = await owner.get(`/streams/${stream.id}/playback`);
    require(vodId === video.id, `the ended stream names video ${vodId}`);
    return `${video.duration} s: ${found.join(", ")}`;
  });
}
