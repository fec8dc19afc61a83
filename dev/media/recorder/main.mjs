// The recorder as a program: `node main.mjs`, with its settings in the environment (see settings.mjs).

import { listen } from "./hook.mjs";
import { startRecorder } from "./recorder.mjs";
import { readSettings } from "./settings.mjs";

const log = (line) => console.log(line);

async function main() {
  const settings = readSettings(process.env);
  const recorder = startRecorder(settings, log);
  const server = await listen(settings.port, recorder.recordDone);
  log(`watching ${settings.folder}`);
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, async () => {
      server.close();
      await recorder.stop();
      process.exit(0);
    });
  }
}

main().catch((error) => {
  console.error(`The recorder does not run: ${error.message}`);
  process.exit(1);
});
