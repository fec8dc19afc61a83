// nginx with the RTMP module, by a configuration of ours and in a folder of its own.

import { readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { inRoot } from "./paths.mjs";
import { run, start } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const START_LIMIT_MS = 60_000;

/**
 * Starts nginx and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.template the configuration, relative to the project's root; `{{names}}` are its parameters,
 *   of which `load_module`, `user`, `runtime` and `http_port` are filled in here
 * @param {string} options.runtime the folder, absolute; it is there already
 * @param {number} options.httpPort where /stat answers
 * @param {Record<string, string | number>} options.parameters the others
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<import("./processes.mjs").Running>}
 */
export async function startNginx({ template, runtime, httpPort, parameters, onLine }) {
  const { nginx, loadModule } = await findNginx();
  const conf = join(runtime, "nginx.conf");
  const common = { load_module: loadModule, user: user(), runtime, http_port: httpPort };
  writeFileSync(conf, render(template, { ...common, ...parameters }));
  // -e: otherwise nginx first opens the system's own log.
  const server = start(nginx, ["-e", "stderr", "-p", runtime, "-c", conf], { onLine });
  await untilUp(server, `http://127.0.0.1:${httpPort}/stat`);
  return server;
}

async function findNginx() {
  const found = await run("bash", [inRoot("dev/media/find-nginx.sh")]).catch(() => {
    throw new Error("There is no nginx with the RTMP module here. Run: make setup");
  });
  const [nginx, module] = found.split("\n");
  return { nginx, loadModule: module ? `load_module "${module}";` : "" };
}

/** Started by root, nginx would work as another user, who may not write where we may. */
function user() {
  return process.getuid() === 0 ? `user "${userInfo().username}";` : "";
}

function render(template, parameters) {
  const text = readFileSync(inRoot(template), "utf8");
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name) => parameters[name] ?? whole);
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
