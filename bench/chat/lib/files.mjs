// Thousands of sockets are thousands of open files, here and in each server.

import { readFileSync } from "node:fs";

const BESIDE_SOCKETS = 300;

/** Node raises its own limit to what the system grants, and its children inherit that. */
export function needFiles(sockets) {
  const granted = grantedFiles();
  if (sockets + BESIDE_SOCKETS <= granted) return;
  throw new Error(
    `${sockets} sockets need ${sockets + BESIDE_SOCKETS} open files, and ${granted} are granted: raise it ` +
      "(ulimit -Hn) or ask for smaller rooms (--rooms)",
  );
}

function grantedFiles() {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max open files\s+(\d+)/m.exec(limits)[1]);
  } catch {
    return Number.POSITIVE_INFINITY; // A system that does not tell will say so itself.
  }
}
