// For `node --test --test-global-setup=tests/lib/global-setup.mjs`: files that can share a Worker do so with those that
// run before and after them in the same lane, never with those that run beside them. Without it each starts its own.

import { createServer } from "node:http";
import { SHARED } from "./settings.mjs";
import { SHARED_WORKERS_URL, start } from "./worker.mjs";

/** By lane; started when the first file asks. */
const workers = new Map();
const desk = createServer(async ({ url: lane }, reply) => {
  if (!workers.has(lane)) workers.set(lane, start(SHARED));
  try {
    reply.end((await workers.get(lane)).url);
  } catch (error) {
    reply.writeHead(500).end(error.message);
  }
});

export async function globalSetup() {
  await new Promise((done) => desk.listen(0, "127.0.0.1", done));
  process.env[SHARED_WORKERS_URL] = `http://127.0.0.1:${desk.address().port}`;
}

export async function globalTeardown() {
  desk.closeAllConnections();
  desk.close();
  const started = await Promise.allSettled(workers.values());
  await Promise.all(started.map(({ value }) => value?.stop()));
}
