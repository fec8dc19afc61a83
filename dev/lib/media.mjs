// The local media server: nginx with the RTMP module, on loopback, in a folder of its own.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { inRoot } from "./paths.mjs";
import { run, start } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const START_LIMIT_MS = 10_000;

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
  const { nginx, loadModule } = await findNginx();
  const runtime = resolve(runtimeDir);
  rmSync(runtime, { recursive: true, force: true });
  const recordings = resolve(recordingsDir);
  for (const folder of [recordings, join(runtime, "hls"), join(runtime, "temp")]) {
    mkdirSync(folder, { recursive: true });
  }
  const conf = join(runtime, "nginx.conf");
  writeFileSync(
    conf,
    render({
      load_module: loadModule,
      user: user(),
      runtime,
      recordings,
      rtmp_port: rtmpPort,
      http_port: httpPort,
      hook: hookUrl,
      record_hook: recordHookUrl,
    }),
  );

  // -e: otherwise nginx first opens the system's own log.
  const server = start(nginx, ["-e", "stderr", "-p", runtime, "-c", conf], { onLine });
  const url = `http://127.0.0.1:${httpPort}`;
  await untilUp(server, `${url}/stat`);
  return {
    url,
    rtmpUrl: `rtmp://127.0.0.1:${rtmpPort}/live`,
    stop: server.stop,
    kill: server.kill,
    logs: server.logs,
    exited: server.exited,
  };
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

function render(parameters) {
  const template = readFileSync(inRoot("dev/media/nginx.conf.template"), "utf8");
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
