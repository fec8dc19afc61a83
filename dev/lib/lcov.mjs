// lcov.mjs REPORT PREFIX: fails unless every line and branch of the files under PREFIX was reached.

import { readFileSync } from "node:fs";

const [report, prefix] = process.argv.slice(2);
const files = readFileSync(report, "utf8")
  .split("end_of_record")
  .map((record) => record.trim().split("\n"))
  .map((lines) => ({ file: lines.find((line) => line.startsWith("SF:"))?.slice(3), lines }))
  .filter(({ file }) => file?.startsWith(prefix));

/** Lines are `DA:line,hits`, branches `BRDA:line,block,branch,hits`, where never seen is `-`. */
const points = files.flatMap(({ file, lines }) =>
  lines
    .map((line) => line.match(/^(?:DA|BRDA):(\d+),(?:.*,)?([\d-]+)$/))
    .filter(Boolean)
    .map(([entry, line, hits]) => ({ at: `${file}:${line}`, isBranch: entry.startsWith("BRDA"), hits })),
);
const missed = points.filter(({ hits }) => hits === "0" || hits === "-");
const branches = points.filter(({ isBranch }) => isBranch).length;

if (branches === 0) throw new Error(`${report} says nothing of ${prefix}`);
for (const { at, isBranch } of missed)
  console.error(`${at}: no test reaches this ${isBranch ? "branch" : "line"}`);
if (missed.length > 0) process.exit(1);
console.log(`Tests reach all ${points.length - branches} lines and ${branches} branches of ${prefix}`);
