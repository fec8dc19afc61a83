// The simulator as a program: its settings come as one JSON text.

import { stopAll } from "../lib/processes.mjs";
import { openSimulator } from "./simulator.mjs";

const simulator = await openSimulator(JSON.parse(process.argv[2]));
process.once("SIGTERM", () =>
  simulator
    .close()
    .then(stopAll)
    .then(() => process.exit(0)),
);
