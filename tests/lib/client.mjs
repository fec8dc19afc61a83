// The API, as somebody with or without a token calls it. Nothing throws on a refusal: that is what tests look at.

import assert from "node:assert/strict";

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {any} body the JSON of the answer, or its text
 */

/**
 * Sends one request.
 *
 * @param {string} url
 * @param {string} method
 * @param {{token?: string, json?: unknown, text?: BodyInit, headers?: Record<string, string>}} [options] and
 *   whatever else `fetch` takes
 * @returns {Promise<Reply>}
 */
export async function send(url, method, { token, json, text, headers = {}, ...more } = {}) {
  const reply = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    body: json === undefined ? text : JSON.stringify(json),
    ...more,
  });
  const answer = await reply.text();
  return { status: reply.status, headers: reply.headers, text: answer, body: parsed(answer) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * @param {string} baseUrl
 * @param {string} [token]
 * @param {(reply: Reply) => void} [onReply]
 */
export function client(baseUrl, token, onReply = () => {}) {
  async function call(method, path, options) {
    const reply = await send(baseUrl + path, method, { token, ...options });
    onReply(reply);
    return reply;
  }
  return {
    call,
    get: (path) => call("GET", path),
    post: (path, json) => call("POST", path, { json }),
    put: (path, json) => call("PUT", path, { json }),
    delete: (path) => call("DELETE", path),
  };
}

/**
 * The body of a reply that has this status.
 *
 * @param {Reply | Promise<Reply>} reply
 * @param {number} status
 */
export async function expect(reply, status) {
  const got = await reply;
  assert.equal(got.status, status, got.text);
  return got.body;
}

/**
 * The body of a refusal, which has the contract's form.
 *
 * @param {Reply | Promise<Reply>} reply
 * @param {number} status
 * @param {string[]} [fields] the bad ones, all of them
 */
export async function expectProblem(reply, status, fields) {
  const got = await reply;
  const body = await expect(got, status);
  assert.equal(got.headers.get("content-type"), "application/problem+json");
  assert.equal(body.status, status);
  for (const member of ["type", "title", "detail"]) assert.equal(typeof body[member], "string", member);
  assert.equal(body.requestId, got.headers.get("x-request-id"));
  assert.deepEqual(
    body.errors?.map((error) => error.field),
    fields,
  );
  return body;
}
