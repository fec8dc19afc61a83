// The simulator's own nginx-rtmp, on ports and in a folder of its own.

import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startNginx } from "../../lib/nginx.mjs";

/**
 * Starts nginx and waits until it answers.
 *
 * @param {object} options
 * @param {number} options.simulatorPort whom it asks
 * @param {number} options.rtmpPort
 * @param {number} options.httpPort
 * @param {string} options.folder for nginx alone; the recordings in it are kept
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<import("../../lib/processes.mjs").Running>}
 */
export async function startIngest({ simulatorPort, rtmpPort, httpPort, folder, onLine }) {
  const runtime = resolve(folder);
  for (const name of ["hls", "dash"]) rmSync(join(runtime, name), { recursive: true, force: true });
  for (const name of ["hls", "dash", "recordings", "temp"])
    mkdirSync(join(runtime, name), { recursive: true });
  return startNginx({
    template: "dev/stream/nginx.conf.template",
    runtime,
    httpPort,
    parameters: { simulator_port: simulatorPort, rtmp_port: rtmpPort },
    onLine,
  });
}

/**
 * Cuts the publisher of a stream.
 *
 * @param {number} httpPort
 * @param {string} name
 */
export async function dropPublisher(httpPort, name) {
  const query = new URLSearchParams({ app: "live", name });
  await fetch(`http://127.0.0.1:${httpPort}/control/drop/publisher?${query}`).catch(() => {});
}
