// Names, secrets and times, in the platform's form.

import { randomBytes } from "node:crypto";

/** 32 lower-case hex digits: videos, live inputs, outputs, keys. */
export const newUid = () => randomBytes(16).toString("hex");
export const isUid = (text) => /^[0-9a-f]{32}$/.test(text);

/** A stream key, passphrase or WHIP secret: 65 characters, opaque to clients. */
export const newSecret = (uid) => `${newUid()}k${uid}`;
export const looksSecret = (text) => /^[0-9a-f]{32}k[0-9a-f]{32}$/.test(text);

/** RFC 3339 with microseconds. */
export const timestamp = (ms = Date.now()) => new Date(ms).toISOString().replace("Z", "000Z");

/** RFC 3339 with nanoseconds, as notifications have it. */
export const nanoTimestamp = (ms = Date.now()) => new Date(ms).toISOString().replace("Z", "000000Z");

export const nowS = () => Math.floor(Date.now() / 1000);
export const DAY_MS = 86_400_000;
