// Programs that we start, each with everything that it starts in turn, and that never outlive us.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PATH, ROOT } from "./paths.mjs";
import { sleep } from "./wait.mjs";

const KEPT_LINES = 2000;
const GRACE_MS = 5_000;

/** @type {Set<Running>} */
const running = new Set();

/**
 * @typedef {object} Running
 * @property {number} pid
 * @property {() => string} logs what it last wrote, both streams
 * @property {() => boolean} isRunning
 * @property {Promise<{code: number | null, signal: string | null}>} exited
 * @property {() => Promise<void>} stop asks it to end, and ends it after some seconds
 * @property {() => Promise<void>} kill ends it as a crash would
 */

/**
 * Starts a program as the head of a process group of its own, so that stopping it reaches its
 * children too, and a Ctrl-C in the terminal reaches only us.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, onLine?: (line: string) => void}} [options]
 * @returns {Running}
 */
export function start(command, args, { env = {}, onLine } = {}) {
  watchSignals();
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = collectLines([child.stdout, child.stderr], onLine);
  const exited = exitOf(child, lines);
  const program = {
    pid: child.pid,
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    logs: () => lines.join("\n"),
    stop: () => end(child.pid, exited, ["SIGTERM", "SIGKILL"]),
    kill: () => end(child.pid, exited, ["SIGKILL"]),
  };
  running.add(program);
  exited.then(() => running.delete(program));
  return program;
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof start>[2]} [options]
 * @returns {Promise<string>} what it wrote
 * @throws when it ends with anything but 0
 */
export async function run(command, args, options) {
  const program = start(command, args, options);
  const { code, signal } = await program.exited;
  if (code === 0) return program.logs();
  throw new Error(`${command} ended with ${signal ?? code}\n${program.logs()}`);
}

/** Stops everything that was started here. */
export async function stopAll() {
  await Promise.all([...running].map((program) => program.stop()));
}

function collectLines(streams, onLine) {
  const lines = [];
  for (const stream of streams) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

function exitOf(child, lines) {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      lines.push(error.message); // such as: not found
      resolve({ code: 127, signal: null });
    });
    // Children that outlive their head (nginx's workers do) would keep its ports and pipes.
    child.once("exit", () => signalGroup(child.pid, "SIGKILL"));
    // By now all that it wrote has been read.
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

async function end(pid, exited, signals) {
  if (pid === undefined) return;
  for (const signal of signals) {
    signalGroup(pid, signal);
    if (await goneWithin(pid, GRACE_MS)) break;
  }
  await exited;
}

/** The head may be gone and its children not. */
async function goneWithin(pid, limitMs) {
  for (let waited = 0; waited < limitMs; waited += 50) {
    if (!signalGroup(pid, 0)) return true;
    await sleep(50);
  }
  return false;
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

let watching = false;
let ending = false;

/** Whether a signal is ending us, so that a program's end is no news. */
export const isEnding = () => ending;

function watchSignals() {
  if (watching) return;
  watching = true;
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ]) {
    process.once(signal, () => {
      ending = true;
      stopAll().finally(() => process.exit(code));
    });
  }
  // An exception that nobody caught, or an early exit: too late for manners.
  process.on("exit", () => {
    for (const program of running) signalGroup(program.pid, "SIGKILL");
  });
}
