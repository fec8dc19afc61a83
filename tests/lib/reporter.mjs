// `spec`, with a heading for each file, the time that it took, and at the end the files that took longest.

import { relative } from "node:path";
import { Readable } from "node:stream";
import { spec as Spec } from "node:test/reporters";

const SLOWEST = 10;
/** What is told file by file, however many run at once. Other events come as they happen. */
const IN_ORDER = ["test:start", "test:pass", "test:fail", "test:stdout", "test:stderr"];

const line = (message) => ({ type: "test:stdout", data: { message: `${message}\n` } });
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

async function* withFiles(events) {
  const took = [];
  let current;
  for await (const event of events) {
    const { type, data } = event;
    const file = data.file && relative(process.cwd(), data.file);
    if (IN_ORDER.includes(type) && file && file !== current) {
      current = file;
      yield line(`\n${file}`);
    }
    if (type !== "test:summary") {
      yield event;
    } else if (file) {
      took.push({ file, ms: data.duration_ms });
      yield line(`  ${seconds(data.duration_ms)}`);
    } else {
      yield line(`\nThe slowest:\n${slowest(took)}`);
      yield event; // with it come the failures, once more and in full
    }
  }
}

function slowest(took) {
  const first = took.toSorted((one, other) => other.ms - one.ms).slice(0, SLOWEST);
  return first.map(({ file, ms }) => `  ${seconds(ms).padStart(8)}  ${file}`).join("\n");
}

export default async function* (events) {
  yield* Readable.from(withFiles(events)).pipe(new Spec());
}
