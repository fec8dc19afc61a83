// The whole of the local run: Worker and media server on their usual ports.

import { startMedia } from "./media.mjs";
import { inRoot } from "./paths.mjs";
import { requireFree } from "./ports.mjs";
import { buildWorker, startWorker } from "./worker.mjs";

const WORKER_PORT = 8787;
const RTMP_PORT = 19350;
const MEDIA_HTTP_PORT = 19351;
const WEBHOOK_SECRET = "dev-webhook-secret"; // as in development.env

export const WORKER_URL = `http://127.0.0.1:${WORKER_PORT}`;
export const MEDIA_URL = `http://127.0.0.1:${MEDIA_HTTP_PORT}`;
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
  ]);
  await buildWorker((line) => onLine("build", line));
  const worker = await startWorker({
    port: WORKER_PORT,
    stateDir: inRoot(".dev/state"),
    onLine: (line) => onLine("worker", line),
  });
  const media = await startMedia({
    rtmpPort: RTMP_PORT,
    httpPort: MEDIA_HTTP_PORT,
    runtimeDir: inRoot(".dev/media"),
    hookUrl: `${WORKER_URL}/webhook/stream-event?secret=${WEBHOOK_SECRET}`,
    onLine: (line) => onLine("media", line),
  });
  return { worker, media };
}

/** Whether a `make dev` is up already. */
export async function isStackUp() {
  const answers = [`${WORKER_URL}/healthz`, `${MEDIA_URL}/stat`].map((url) => fetch(url));
  const [worker, media] = await Promise.allSettled(answers);
  return worker.value?.ok === true && media.value?.ok === true;
}
