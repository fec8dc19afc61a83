// For `node --test --test-global-setup=tests/lib/global-setup.mjs`: starts one Worker for all files that can share it.
// Without it each of them starts its own.

import { SHARED } from "./settings.mjs";
import { SHARED_URL, start } from "./worker.mjs";

let worker;

export async function globalSetup() {
  worker = await start(SHARED);
  process.env[SHARED_URL] = worker.url;
}

export async function globalTeardown() {
  await worker?.stop();
}
