// serve.mjs <ours | peer>: serves one Worker's videos on a workerd of its own.

import { seed } from "../lib/seed.mjs";
import { serve } from "../lib/workerd.mjs";
import { modulesOf, SETTINGS } from "./lib/contestants.mjs";

const [name] = process.argv.slice(2);
await serve({ name, modules: modulesOf(name), settings: SETTINGS, seed });
