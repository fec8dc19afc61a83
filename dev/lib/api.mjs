// A small client of the Worker's HTTP API, as one person who may be signed in.

/**
 * @param {string} baseUrl
 * @param {string} [token]
 */
export function client(baseUrl, token) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>} the JSON of the answer
   * @throws on any status but 2xx
   */
  async function call(method, path, body) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }) };
    if (body !== undefined) headers["content-type"] = "application/json";
    const reply = await fetch(baseUrl + path, { method, headers, body: JSON.stringify(body) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  return {
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
  };
}
