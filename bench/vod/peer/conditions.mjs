// Whether a file is sent at all, and which part of it (RFC 9110, 13 and 14).

/**
 * @param {Headers} headers
 * @param {{size: number, etag: string, modifiedMs: number}} entity
 * @returns {{status: number, first?: number, last?: number}}
 */
export function plan(headers, entity) {
  if (!isAsExpected(headers, entity)) return { status: 412 };
  if (isKnown(headers, entity)) return { status: 304 };
  const range = headers.get("range");
  const ifRange = headers.get("if-range");
  if (range === null || (ifRange !== null && !isSame(ifRange, entity))) return { status: 200 };
  return wanted(range, entity.size);
}

function isAsExpected(headers, { etag, modifiedMs }) {
  const tags = headers.get("if-match");
  if (tags !== null) return has(tags, (tag) => tag === etag);
  const since = date(headers.get("if-unmodified-since"));
  return since === null || seconds(modifiedMs) <= seconds(since);
}

function isKnown(headers, { etag, modifiedMs }) {
  const tags = headers.get("if-none-match");
  if (tags !== null) return has(tags, (tag) => tag.replace(/^W\//, "") === etag);
  const since = date(headers.get("if-modified-since"));
  return since !== null && seconds(modifiedMs) <= seconds(since);
}

function isSame(validator, { etag, modifiedMs }) {
  const since = date(validator);
  return validator.trim() === etag || (since !== null && seconds(since) === seconds(modifiedMs));
}

function wanted(range, size) {
  const found = /^\s*bytes\s*=[\s,]*(\d*)-(\d*)[\s,]*$/i.exec(range);
  if (!found || (found[1] === "" && found[2] === "")) return { status: 200 };
  const [, first, last] = found;
  if (first === "") return last > 0 ? part(Math.max(0, size - last), size - 1) : { status: 416 };
  if (last !== "" && Number(last) < Number(first)) return { status: 200 };
  return first < size ? part(Number(first), Math.min(last === "" ? size : last, size - 1)) : { status: 416 };
}

const part = (first, last) => ({ status: 206, first, last });

const has = (list, matches) => list.trim() === "*" || (list.match(/(W\/)?"[^"]*"/g) ?? []).some(matches);

const seconds = (ms) => Math.floor(ms / 1_000);

function date(text) {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
