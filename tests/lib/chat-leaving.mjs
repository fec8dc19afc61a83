// Whoever went into a room leaves when the file's tests are through: an open socket would keep its process alive.

import { after } from "node:test";

const inside = new Set();
after(() => {
  for (const leave of inside) leave();
});

/** @param {() => void} leave */
export const leaveAtEnd = (leave) => inside.add(leave);
