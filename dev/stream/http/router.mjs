// Which handler a request is for.

/**
 * @typedef {import("./server.mjs").Call} Call
 * @typedef {(call: Call) => Promise<import("./answer.mjs").Answer> | import("./answer.mjs").Answer} Handler
 * @typedef {{method: string, segments: string[], handler: Handler}} Route
 */

/**
 * @param {string} pattern `METHOD /path/:name`; the first pattern that fits is taken
 * @param {Handler} handler
 * @returns {Route}
 */
export function route(pattern, handler) {
  const [method, path] = pattern.split(" ");
  return { method, segments: path.split("/"), handler };
}

/**
 * @param {Route[]} routes
 * @param {string} method
 * @param {string} path
 * @returns {{handler: Handler, params: Record<string, string>} | undefined}
 */
export function find(routes, method, path) {
  const segments = path.split("/");
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const params = match(candidate.segments, segments);
    if (params) return { handler: candidate.handler, params };
  }
  return undefined;
}

function match(pattern, segments) {
  if (pattern.length !== segments.length) return undefined;
  const params = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decode(segments[index]);
    else if (part !== segments[index]) return undefined;
  }
  return params;
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
