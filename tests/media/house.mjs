// A Worker, an nginx-rtmp and a recorder of their own for one test file, with short times, and people to use them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { client } from "../../dev/lib/api.mjs";
import { publish } from "../../dev/lib/encoder.mjs";
import { startMedia } from "../../dev/lib/media.mjs";
import { freePorts } from "../../dev/lib/ports.mjs";
import { recordHook, startRecorder } from "../../dev/lib/recorder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { buildWorker, startWorker } from "../../dev/lib/worker.mjs";

/** Signs of life come every 5 s. */
export const SILENCE_LIMIT_MS = 12_000;
export const RECONNECT_WINDOW_MS = 5_000;
/** nginx drops an encoder that is silent for 10 s. */
const QUIET_MS = 12_000;

/**
 * @param {Record<string, string>} [vars] settings on top of the short times
 * @param {{snapshotEveryMs?: number}} [options] without it the recorder takes no pictures
 */
export async function openHouse(vars = {}, { snapshotEveryMs } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "liveroom-media-"));
  const [workerPort, rtmpPort, httpPort, recorderPort] = await freePorts(4);
  const recordings = join(folder, "recordings");
  const settings = {
    RECONNECT_WINDOW_MS: String(RECONNECT_WINDOW_MS),
    SILENCE_LIMIT_MS: String(SILENCE_LIMIT_MS),
    INGEST_RTMP_URL: `rtmp://127.0.0.1:${rtmpPort}/live`,
    PLAYBACK_HLS_URL: `http://127.0.0.1:${httpPort}/hls/{name}.m3u8`,
    LOG_LEVEL: "debug",
    ...vars,
  };
  const house = {
    folder,
    recordings,
    logs: [],
    startWorker: async () => {
      const onLine = (line) => house.logs.push(line);
      house.worker = await startWorker({
        port: workerPort,
        stateDir: join(folder, "state"),
        vars: settings,
        onLine,
      });
    },
    startMedia: async () => {
      const hookUrl = `http://127.0.0.1:${workerPort}/webhook/stream-event?secret=dev-webhook-secret`;
      const onLine = (line) => house.logs.push(line);
      house.media = await startMedia({
        rtmpPort,
        httpPort,
        runtimeDir: join(folder, "media"),
        recordingsDir: recordings,
        hookUrl,
        recordHookUrl: recordHook(recorderPort),
        onLine,
      });
    },
    startRecorder: async () => {
      house.recorder = await startRecorder({
        port: recorderPort,
        recordingsDir: recordings,
        workerUrl: `http://127.0.0.1:${workerPort}`,
        statUrl: `http://127.0.0.1:${httpPort}/stat`,
        hlsUrl: snapshotEveryMs && settings.PLAYBACK_HLS_URL,
        vars: {
          QUIET_MS: String(QUIET_MS),
          ...(snapshotEveryMs && { SNAPSHOT_EVERY_MS: String(snapshotEveryMs) }),
        },
        onLine: (line) => house.logs.push(line),
      });
    },
    close: async () => {
      await Promise.all([house.media?.stop(), house.worker?.stop(), house.recorder?.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await buildWorker();
  await Promise.all([house.startWorker(), house.startRecorder(), house.startMedia()]);
  house.owner = await signUp(house.worker.url);
  return house;
}

async function signUp(url) {
  const account = { username: `u${Date.now().toString(36)}`, password: "a long enough password" };
  const { accessToken } = await client(url).post("/auth/register", account);
  return { ...client(url, accessToken), token: accessToken };
}

/** A new stream with its key, where to publish it, and where RTMP players find it. */
export async function newStream(house, title = "A test") {
  const stream = await house.owner.post("/streams", { title });
  const name = stream.playback.hls.split("/").pop().replace(".m3u8", "");
  const publishUrl = `${stream.ingest.rtmpUrl}/${stream.streamKey}`;
  return { ...stream, name, publishUrl, playUrl: `${stream.ingest.rtmpUrl}/${name}` };
}

/** A stream with an encoder on it, once it is live. */
export async function onAir(house) {
  const stream = await newStream(house);
  const encoder = publish(stream.publishUrl);
  const live = await untilLive(house, stream);
  return { stream, encoder, live };
}

/** Waits until the stream is as `is` says, and returns it. */
export async function until(house, stream, what, is) {
  const look = async () => {
    const now = await house.owner.get(`/streams/${stream.id}`);
    return is(now) && now;
  };
  return waitFor(what, look);
}

export const untilLive = (house, stream) => until(house, stream, "the stream to go live", isLive);
export const untilEnded = (house, stream) =>
  until(house, stream, "the stream to end", (now) => now.status === "ended");

export const isLive = (stream) => stream.status === "live";

/** The verdicts of the stream's events, the oldest first, as `event verdict`. */
export async function events(house, stream) {
  const { items } = await house.owner.get(`/streams/${stream.id}/events?limit=100`);
  return items.reverse().map((item) => ({ ...item, story: `${item.event} ${item.verdict}` }));
}
