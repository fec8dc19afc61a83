// Workers to test: one that most files share, and others with settings or a fate of their own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { freePorts } from "../../dev/lib/ports.mjs";
import { startWorker } from "../../dev/lib/worker.mjs";
import { SHARED } from "./settings.mjs";

/** Where global-setup.mjs says whom to ask for a Worker. */
export const SHARED_WORKERS_URL = "LIVEROOM_SHARED_WORKERS_URL";

/** A folder that is gone when the tests are through. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "liveroom-test-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return { folder, remove };
}

/**
 * Starts a Worker in a folder of its own. `stop` also removes the folder, unless it was given.
 *
 * @param {Record<string, string>} [vars]
 * @param {{stateDir?: string, onLine?: (line: string) => void}} [options]
 */
export async function start(vars = {}, { stateDir, onLine } = {}) {
  const { folder, remove } = stateDir ? { folder: stateDir, remove: () => {} } : temporaryFolder();
  const [port] = await freePorts(1);
  const worker = await startWorker({ port, stateDir: folder, vars, onLine });
  const stop = () => worker.stop().finally(remove);
  return { ...worker, stop, stateDir: folder };
}

/**
 * A Worker for this file alone, stopped after its last test.
 *
 * @type {typeof start}
 */
export async function ownWorker(vars, options) {
  const worker = await start(vars, options);
  after(() => worker.stop());
  return worker;
}

/**
 * The Worker that files without special wishes share; started for this file when there is nobody to ask.
 *
 * @returns {Promise<string>} its address
 */
export async function sharedWorker() {
  const desk = process.env[SHARED_WORKERS_URL];
  if (!desk) return (await ownWorker(SHARED)).url;
  // The runner's number for what runs beside each other.
  const reply = await fetch(`${desk}/${process.env.NODE_TEST_WORKER_ID}`);
  if (!reply.ok) throw new Error(await reply.text());
  return reply.text();
}
