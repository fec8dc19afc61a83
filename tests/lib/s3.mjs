// An object store by the S3 API, on this machine: s3s-fs, which checks signatures and keeps its objects in files.

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after } from "node:test";
import { inRoot } from "../../dev/lib/paths.mjs";
import { freePorts } from "../../dev/lib/ports.mjs";
import { start } from "../../dev/lib/processes.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { temporaryFolder } from "./worker.mjs";

export const BUCKET = "liveroom-test-videos";
const CREDENTIALS = {
  id: "test-only-access-key",
  secret: "test-only-secret-key",
};
/** What it keeps beside the objects begins with a dot. */
const isObject = (entry) => entry.isFile() && !entry.name.startsWith(".");

/** @typedef {{method: string, path: string, query: Record<string, string>, status: number}} Call */

/**
 * Starts a store with one empty bucket; stopped after the last test of the file.
 *
 * @returns {Promise<{
 *   vars: Record<string, string>, calls: Call[], keys: () => string[], text: (key: string) => string,
 *   uploads: () => string[], fail: (answer: Fault) => void
 * }>} `vars` are the settings of a Worker that uses it; `calls` is what it was asked, in order; `uploads` are those that
 *   have begun and not ended; `fail` is how the next calls go that a fault is for
 *
 * @typedef {{of?: (call: Call) => boolean, times?: number, status?: number, code?: string, isHeard?: boolean}} Fault
 *   `isHeard`: the call takes effect, only its answer is this one
 */
export async function startS3() {
  const { folder, remove } = temporaryFolder();
  const bucket = join(folder, BUCKET);
  mkdirSync(bucket);
  const [port, ownPort] = await freePorts(2);
  const keys = ["--access-key", CREDENTIALS.id, "--secret-key", CREDENTIALS.secret];
  const where = ["--host", "127.0.0.1", "--port", String(ownPort)];
  const server = start(inRoot(".tools/bin/s3s-fs"), [...where, ...keys, folder]);
  await waitFor("the store", () => fetch(`http://127.0.0.1:${ownPort}/`), {
    pointless: () => !server.isRunning(),
  });
  const [calls, faults] = [[], []];
  const proxy = await listen(port, ownPort, calls, faults);
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.stop();
    remove();
  });
  return {
    vars: settings(port),
    calls,
    keys: () => filesBelow(bucket, isObject).map((file) => file.slice(bucket.length + 1)),
    text: (key) => readFileSync(join(bucket, key), "utf8"),
    uploads: () => readdirSync(folder).filter((name) => /^\.upload-.*\.json$/.test(name)),
    fail: (fault) =>
      faults.push({
        of: () => true,
        times: 1,
        status: 503,
        code: "SlowDown",
        ...fault,
      }),
  };
}

const settings = (port) => ({
  STORAGE_S3_ENDPOINT: `http://127.0.0.1:${port}`,
  STORAGE_S3_REGION: "us-east-1",
  STORAGE_S3_BUCKET: BUCKET,
  STORAGE_S3_ACCESS_KEY_ID: CREDENTIALS.id,
  STORAGE_S3_SECRET_ACCESS_KEY: CREDENTIALS.secret,
});

function filesBelow(folder, isWanted) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(isWanted)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Between Worker and store: writes down what is asked, and answers in the store's place where a fault says so. */
function listen(port, ownPort, calls, faults) {
  const proxy = createServer(async (incoming, answer) => {
    const call = read(incoming);
    calls.push(call);
    const fault = faults.find(({ of, times }) => times > 0 && of(call));
    if (fault) fault.times -= 1;
    if (!fault || fault.isHeard) {
      const reply = await forward(incoming, ownPort);
      if (!fault) return pass(reply, answer, call);
      await buffer(reply);
    } else {
      await buffer(incoming);
    }
    refuse(answer, fault, call);
  });
  return new Promise((resolve) => proxy.listen(port, "127.0.0.1", () => resolve(proxy)));
}

function read({ method, url }) {
  const { pathname, searchParams } = new URL(url, "http://store");
  return {
    method,
    path: decodeURIComponent(pathname),
    query: Object.fromEntries(searchParams),
    status: 0,
  };
}

/** The headers go on as they came: they are signed. */
function forward(incoming, port) {
  const { method, url: path, headers } = incoming;
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, method, path, headers }, resolve);
    call.once("error", reject);
    incoming.pipe(call);
  });
}

function pass(reply, answer, call) {
  call.status = reply.statusCode;
  answer.writeHead(reply.statusCode, reply.headers);
  reply.pipe(answer);
}

function refuse(answer, { status, code }, call) {
  call.status = status;
  answer.writeHead(status, { "content-type": "application/xml" });
  answer.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>…</Message></Error>`,
  );
}
