// The simulator's own nginx-rtmp, on ports and in a folder of its own.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { inRoot } from "../../lib/paths.mjs";
import { run, start } from "../../lib/processes.mjs";
import { waitFor } from "../../lib/wait.mjs";

const START_LIMIT_MS = 10_000;

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
  const [nginx, module] = await findNginx();
  const runtime = resolve(folder);
  for (const name of ["hls", "dash"]) rmSync(join(runtime, name), { recursive: true, force: true });
  for (const name of ["hls", "dash", "recordings", "temp"])
    mkdirSync(join(runtime, name), { recursive: true });
  const conf = join(runtime, "nginx.conf");
  const parameters = {
    load_module: module ? `load_module "${module}";` : "",
    // Started by root, nginx would work as another user, who may not write where we may.
    user: process.getuid() === 0 ? `user "${userInfo().username}";` : "",
    runtime,
    simulator_port: simulatorPort,
    rtmp_port: rtmpPort,
    http_port: httpPort,
  };
  writeFileSync(conf, render(parameters));
  const server = start(nginx, ["-e", "stderr", "-p", runtime, "-c", conf], { onLine });
  await untilUp(server, `http://127.0.0.1:${httpPort}/stat`);
  return server;
}

async function findNginx() {
  const found = await run("bash", [inRoot("dev/media/find-nginx.sh")]).catch(() => {
    throw new Error("There is no nginx with the RTMP module here. Run: make setup");
  });
  return found.split("\n");
}

function render(parameters) {
  const template = readFileSync(inRoot("dev/stream/nginx.conf.template"), "utf8");
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name) => parameters[name] ?? whole);
}

async function untilUp(server, url) {
  try {
    await waitFor("nginx", async () => (await fetch(url)).ok, {
      timeoutMs: START_LIMIT_MS,
      pointless: () => !server.isRunning(),
    });
  } catch (error) {
    await server.stop();
    throw new Error(`nginx did not start. ${error.message}\n${server.logs()}`);
  }
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
