// `make dev`: the whole platform on this machine, until Ctrl-C.

import { isEnding, stopAll } from "./lib/processes.mjs";
import { startStack } from "./lib/stack.mjs";
import { welcome } from "./lib/welcome.mjs";

const say = (source, line) => console.log(source === "build" ? line : `[${source}] ${line}`);

async function main() {
  console.log("Starting ...");
  const { worker, media, recorder, stream } = await startStack(say);
  console.log(welcome());
  // A part of it running would only confuse.
  const dead = await Promise.race([
    worker.exited.then((how) => ({ name: "The Worker", how })),
    media.exited.then((how) => ({ name: "The media server", how })),
    recorder.exited.then((how) => ({ name: "The recorder", how })),
    stream.exited.then((how) => ({ name: "The Stream simulator", how })),
  ]);
  throw new Error(`${dead.name} ended by itself (${dead.how.signal ?? dead.how.code}); stopping the rest.`);
}

process.once("SIGINT", () => console.log("\nStopping ..."));

main().catch(async (error) => {
  if (isEnding()) return;
  console.error(error.message);
  await stopAll();
  process.exit(1);
});
