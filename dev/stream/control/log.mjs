// What was called and what was sent, so that tests can count; without secrets.

import { isUid } from "../ids.mjs";

const KEPT_ENTRIES = 10_000;
const SECRETS = ["streamKey", "passphrase", "secret", "pem", "jwk", "token"];

export function createLog() {
  let entries = [];
  function add(entry) {
    entries.push(entry);
    if (entries.length > KEPT_ENTRIES) entries.shift();
    return entry;
  }
  return {
    list: () => entries,
    clear: () => {
      entries = [];
    },
    /** @param {import("../http/server.mjs").Call} call */
    call: ({ request, url }, fault) =>
      add({
        kind: "call",
        at: new Date().toISOString(),
        method: request.method,
        path: redactPath(url.pathname),
        query: Object.fromEntries(url.searchParams),
        ...(fault && { fault: fault.kind }),
      }),
    /** One attempt to deliver. */
    webhook: (channel, url, subject, outcome) =>
      add({ kind: "webhook", at: new Date().toISOString(), channel, url, ...subject, ...outcome }),
  };
}

/** A body with its secrets masked. */
export function redact(value) {
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== "object") return value;
  const masked = Object.entries(value).map(([name, inner]) => [
    name,
    SECRETS.includes(name) ? "***" : redact(inner),
  ]);
  return Object.fromEntries(masked);
}

/** Keys and tokens stand in paths, too; the names of things are no secret. */
const redactPath = (path) =>
  path
    .split("/")
    .map((segment) => (segment.length >= 32 && !isUid(segment) ? "***" : segment))
    .join("/");
