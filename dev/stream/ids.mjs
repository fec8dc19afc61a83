// Names, secrets and times, in the platform's form.

import { randomBytes } from "node:crypto";

/** 32 lower-case hex digits: videos, live inputs, outputs, keys. */
export const newUid = () => randomBytes(16).toString("hex");
export const isUid = (text) => /^[0-9a-f]{32}$/.test(text);

/** A stream key, passphrase or WHIP secret: 65 characters, opaque to clients. */
export const newSecret = (uid) => `${newUid()}k${uid}`;

/** Now, in milliseconds with a part: what is made one after the other has times that differ. */
const preciseMs = () => performance.timeOrigin + performance.now();

/** RFC 3339 with microseconds. */
export function timestamp(ms = preciseMs()) {
  const micros = Math.floor((ms % 1) * 1000);
  return new Date(ms).toISOString().replace("Z", `${`${micros}`.padStart(3, "0")}Z`);
}

/** RFC 3339 with nanoseconds, as notifications have it. */
export const nanoTimestamp = (ms = Date.now()) => new Date(ms).toISOString().replace("Z", "000000Z");

export const nowS = () => Math.floor(Date.now() / 1000);
export const DAY_MS = 86_400_000;
