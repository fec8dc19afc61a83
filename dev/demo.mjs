// `make demo`: a first broadcast from sign-up to the end of the stream, with the time each step
// took. Uses the running `make dev`, or brings the same up for itself.

import { client } from "./lib/api.mjs";
import { broadcast } from "./lib/broadcast.mjs";
import { broadcastOnStream } from "./lib/broadcast-on-stream.mjs";
import { isEnding, stopAll } from "./lib/processes.mjs";
import { isStackUp, startStack, WORKER_URL } from "./lib/stack.mjs";

const LAST_LINES = 30;

async function main() {
  const logs = (await isStackUp()) ? [] : await bringUp();
  try {
    await broadcast(client, WORKER_URL);
    await broadcastOnStream(client, WORKER_URL);
  } catch (error) {
    if (logs.length > 0) console.error(`\nThe last that was logged:\n${logs.slice(-LAST_LINES).join("\n")}`);
    throw error;
  }
}

async function bringUp() {
  console.log("Starting Worker, media server and Stream ...");
  const logs = [];
  await startStack((source, line) => logs.push(`  [${source}] ${line}`));
  return logs;
}

const code = await main().then(
  () => 0,
  (error) => {
    if (!isEnding()) console.error(`\nFAILED: ${error.message}`);
    return 1;
  },
);
if (!isEnding()) {
  await stopAll();
  process.exit(code);
}
