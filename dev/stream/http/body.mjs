// Reading what was sent.

import { ApiError, badRequest } from "./answer.mjs";

/**
 * The whole body.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {number} limitBytes
 * @returns {Promise<Buffer>}
 */
export async function readBytes(request, limitBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limitBytes) throw new ApiError(413, 10005, "The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A JSON object out of a body; an empty body is an empty object. */
export function parseObject(bytes) {
  if (bytes.length === 0) return {};
  let value;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw badRequest("the body is not JSON");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw badRequest("the body is not an object");
  }
  return value;
}

/**
 * The part `file` of a form.
 *
 * @param {Buffer} bytes
 * @param {string} contentType with its boundary
 * @returns {Promise<{name: string, bytes: Buffer}>}
 */
export async function formFile(bytes, contentType) {
  let form;
  try {
    form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw badRequest("the body is not a form");
  }
  const part = form.get("file");
  if (!(part instanceof File)) throw badRequest("the form has no part 'file'");
  return { name: part.name, bytes: Buffer.from(await part.arrayBuffer()) };
}
