// The whole of the local run: chain, Worker, media server, recorder and Stream on their usual ports.

import { startLocalRegistry } from "./local-registry.mjs";
import { startMedia } from "./media.mjs";
import { inRoot } from "./paths.mjs";
import { requireFree } from "./ports.mjs";
import { recordHook, startRecorder } from "./recorder.mjs";
import { DEVELOPMENT, STREAM } from "./settings.mjs";
import { setUpWebhooks } from "./stream-account.mjs";
import { startStreamSimulator, USUAL_PORTS } from "./stream-simulator.mjs";
import { buildWorker, startWorker } from "./worker.mjs";

const WORKER_PORT = 8787;
const RTMP_PORT = 19350;
const MEDIA_HTTP_PORT = 19351;
const RECORDER_PORT = 19352;
const CHAIN_PORT = 19353;
const RECORDINGS = inRoot(".dev/recordings");

export const WORKER_URL = `http://127.0.0.1:${WORKER_PORT}`;
export const MEDIA_URL = `http://127.0.0.1:${MEDIA_HTTP_PORT}`;
export const CHAIN_URL = `http://127.0.0.1:${CHAIN_PORT}`;
export const RTMP_URL = `rtmp://127.0.0.1:${RTMP_PORT}/live`;

/**
 * Builds and starts everything.
 *
 * @param {(source: string, line: string) => void} onLine
 */
export async function startStack(onLine) {
  await requireFree([
    { port: WORKER_PORT, use: "Worker" },
    { port: RTMP_PORT, use: "RTMP" },
    { port: MEDIA_HTTP_PORT, use: "HLS" },
    { port: RECORDER_PORT, use: "recorder" },
    { port: USUAL_PORTS.port, use: "Stream simulator" },
    { port: USUAL_PORTS.rtmpPort, use: "Stream simulator's RTMP" },
    { port: USUAL_PORTS.ingestHttpPort, use: "Stream simulator's control" },
    { port: CHAIN_PORT, use: "chain" },
  ]);
  await buildWorker((line) => onLine("build", line));
  // What a chain says every second is of no interest.
  const { chain, settings } = await startLocalRegistry({
    port: CHAIN_PORT,
    stateFile: inRoot(".dev/chain.json"),
  });
  const stream = await startStreamSimulator({
    ...USUAL_PORTS,
    stateDir: inRoot(".dev/stream"),
    onLine: (line) => onLine("stream", line),
  });
  const { videoSecret } = await setUpWebhooks(stream, WORKER_URL, STREAM.CLOUDFLARE_WEBHOOK_AUTH);
  const worker = await startWorker({
    port: WORKER_PORT,
    stateDir: inRoot(".dev/state"),
    vars: { ...settings, ...STREAM, CLOUDFLARE_WEBHOOK_SECRET: videoSecret },
    onLine: (line) => onLine("worker", line),
  });
  const recorder = await startRecorder({
    port: RECORDER_PORT,
    recordingsDir: RECORDINGS,
    workerUrl: WORKER_URL,
    statUrl: `${MEDIA_URL}/stat`,
    hlsUrl: `${MEDIA_URL}/hls/{name}.m3u8`,
    onLine: (line) => onLine("recorder", line),
  });
  const media = await startMedia({
    rtmpPort: RTMP_PORT,
    httpPort: MEDIA_HTTP_PORT,
    runtimeDir: inRoot(".dev/media"),
    recordingsDir: RECORDINGS,
    hookUrl: `${WORKER_URL}/webhook/stream-event?secret=${DEVELOPMENT.WEBHOOK_SECRET}`,
    recordHookUrl: recordHook(RECORDER_PORT),
    onLine: (line) => onLine("media", line),
  });
  return { chain, worker, media, recorder, stream };
}

/** Whether a `make dev` is up already. */
export async function isStackUp() {
  const answers = [`${WORKER_URL}/healthz`, `${MEDIA_URL}/stat`].map((url) => fetch(url));
  const [worker, media] = await Promise.allSettled(answers);
  return worker.value?.ok === true && media.value?.ok === true;
}
