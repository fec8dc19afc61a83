// serve.mjs <contestant>: serves one contestant on a workerd of its own, writes {"url","pid"} as a line, and ends
// with SIGTERM.

import { modulesOf, SETTINGS } from "./contestants.mjs";
import { seed } from "./seed.mjs";
import { serve } from "./workerd.mjs";

const [name] = process.argv.slice(2);
await serve({ name, modules: modulesOf(name), settings: SETTINGS, seed });
