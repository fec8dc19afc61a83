// Free ports, and who has the others.

import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

const HOST = "127.0.0.1";
/** Below what systems give to connections by themselves, so that none takes a port between our look and its use. */
const [FIRST, LAST] = [20_000, 32_000];

/**
 * Ports that are free now and different from each other. They begin anywhere, so that those who ask at the same time do
 * not get the same.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const ports = [];
  let port = randomInt(FIRST, LAST);
  for (; ports.length < count; port = port < LAST ? port + 1 : FIRST) {
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/**
 * Even UDP ports that are free now, each with the one above it: for RTP and RTCP.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freeUdpPairs(count) {
  const taken = [];
  const pairs = [];
  while (pairs.length < count) {
    const lower = await bindUdp(0);
    const { port } = lower.address();
    const upper = port % 2 === 0 && (await bindUdp(port + 1).catch(() => undefined));
    if (upper) pairs.push(port);
    taken.push(lower, ...(upper ? [upper] : []));
  }
  for (const socket of taken) socket.close();
  return pairs;
}

function bindUdp(port) {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(port, HOST, () => resolve(socket));
  });
}

/**
 * @param {{port: number, use: string}[]} wanted
 * @throws when one is taken; the message says which, what for, and by whom
 */
export async function requireFree(wanted) {
  const taken = [];
  for (const { port, use } of wanted) {
    if (await isFree(port)) continue;
    taken.push(`Port ${port} (${use}) is taken by ${holder(port) ?? "another program"}.`);
  }
  if (taken.length > 0) throw new Error(taken.join("\n"));
}

/** @param {number} port */
export async function isFree(port) {
  try {
    const server = await listen(port);
    await new Promise((done) => server.close(done));
    return true;
  } catch {
    return false;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: HOST }, () => resolve(server));
  });
}

/** Name and id of the process that listens, where the system lets us know. */
function holder(port) {
  try {
    return process.platform === "linux" ? holderFromProc(port) : holderFromLsof(port);
  } catch {
    return undefined;
  }
}

function holderFromLsof(port) {
  const out = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]).toString();
  const [, pid, name] = out.match(/^p(\d+)\nc(.*)$/m);
  return `${name} (process ${pid})`;
}

/** Linux without `ss` or `lsof`: the socket's inode, then the process that has it open. */
function holderFromProc(port) {
  const inodes = listeningInodes(port);
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (openFiles(pid).some((link) => inodes.has(link))) {
      const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
      return `${name} (process ${pid})`;
    }
  }
  return undefined;
}

function listeningInodes(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n"));
  const listening = rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === "0A");
  return new Set(listening.map((columns) => `socket:[${columns[9]}]`));
}

function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // gone, or another user's
  }
}
