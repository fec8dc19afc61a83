// Answers, before they are written: so that a fault can still spoil them.

import { createReadStream, statSync } from "node:fs";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {unknown} [json] what the body is made of
 * @property {string | Buffer | import("node:fs").ReadStream} [body] in its place
 */

/** An envelope's refusal: HTTP status, the API's own code, and a sentence. */
export class ApiError extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const badRequest = (message) => new ApiError(400, 10005, `Bad Request: ${message}`);
export const notFound = (what) => new ApiError(404, 10003, `Not Found: ${what}`);

/**
 * @param {unknown} result
 * @param {object} [beside] what stands in the envelope beside it, such as counters
 * @returns {Answer}
 */
export const ok = (result, beside = {}) =>
  json(200, { success: true, errors: [], messages: [], ...beside, result });

/** @param {ApiError} error @returns {Answer} */
export const refusal = ({ status, code, message, headers }) =>
  json(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);

/** Some deletions answer without an envelope. */
export const bare = () => json(200, {});

export const json = (status, value, headers = {}) => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  json: value,
});

export const text = (status, body, type = "text/plain; charset=utf-8", headers = {}) => ({
  status,
  headers: { "content-type": type, ...headers },
  body,
});

export const empty = (status, headers = {}) => ({ status, headers });

/**
 * A file, or the range of it that was asked for.
 *
 * @param {string} path
 * @param {string} type
 * @param {string} [range] the request's Range header
 * @returns {Answer}
 */
export function file(path, type, range) {
  const size = statSync(path).size;
  const headers = { "content-type": type, "accept-ranges": "bytes" };
  const [, from, to] = range?.match(/^bytes=(\d+)-(\d*)$/) ?? [];
  if (from === undefined) {
    return {
      status: 200,
      headers: { ...headers, "content-length": `${size}` },
      body: createReadStream(path),
    };
  }
  const start = Number(from);
  const end = to ? Math.min(Number(to), size - 1) : size - 1;
  if (start > end) return empty(416, { "content-range": `bytes */${size}` });
  const part = { "content-range": `bytes ${start}-${end}/${size}`, "content-length": `${end - start + 1}` };
  return { status: 206, headers: { ...headers, ...part }, body: createReadStream(path, { start, end }) };
}
