// The local media server: nginx with the RTMP module, on loopback, in a folder of its own.

import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startNginx } from "./nginx.mjs";

/**
 * @typedef {object} Media
 * @property {string} url HTTP address: /hls/<name>.m3u8 and /stat
 * @property {string} rtmpUrl where to publish: add /<stream key>
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill as a crash would: nobody is told that streams ended
 * @property {() => string} logs
 * @property {import("./processes.mjs").Running["exited"]} exited
 */

/**
 * Starts nginx and waits until it answers.
 *
 * @param {object} options
 * @param {number} options.rtmpPort
 * @param {number} options.httpPort
 * @param {string} options.runtimeDir made anew, for nginx alone
 * @param {string} options.recordingsDir where recordings are written; kept, unlike the former
 * @param {string} options.hookUrl where events go, with `?secret=`
 * @param {string} options.recordHookUrl where a recording that is complete is told of
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Media>}
 */
export async function startMedia({
  rtmpPort,
  httpPort,
  runtimeDir,
  recordingsDir,
  hookUrl,
  recordHookUrl,
  onLine,
}) {
  const runtime = resolve(runtimeDir);
  rmSync(runtime, { recursive: true, force: true });
  const recordings = resolve(recordingsDir);
  for (const folder of [recordings, join(runtime, "hls"), join(runtime, "temp")]) {
    mkdirSync(folder, { recursive: true });
  }
  const server = await startNginx({
    template: "dev/media/nginx.conf.template",
    runtime,
    httpPort,
    parameters: { recordings, rtmp_port: rtmpPort, hook: hookUrl, record_hook: recordHookUrl },
    onLine,
  });
  return {
    url: `http://127.0.0.1:${httpPort}`,
    rtmpUrl: `rtmp://127.0.0.1:${rtmpPort}/live`,
    stop: server.stop,
    kill: server.kill,
    logs: server.logs,
    exited: server.exited,
  };
}
