// Requests by Node's own client: what it costs is little beside the megabytes that they carry.

import { Agent, request } from "node:http";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} text the body, unless it was compared
 */

/** Connections to one server, which are kept. */
export class Client {
  #url;
  #token;
  #agent;

  /** @param {string} url @param {string} token @param {number} connections */
  constructor(url, token, connections) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * Sends a request and waits for all of its answer.
   *
   * @param {string} method
   * @param {string} path
   * @param {object} [options]
   * @param {Record<string, string | number>} [options.headers]
   * @param {Buffer[]} [options.body]
   * @param {Buffer} [options.expected] what must come back, byte for byte
   * @param {number} [options.status]
   * @returns {Promise<Answer>}
   */
  async ask(method, path, { headers = {}, body = [], expected, status = 200 } = {}) {
    const length = body.reduce((sum, piece) => sum + piece.length, 0);
    const sent = {
      ...(isSigned(path) ? {} : { authorization: `Bearer ${this.#token}` }),
      ...headers,
    };
    if (length > 0) sent["content-length"] = length;
    const answer = await new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.#url),
        { method, headers: sent, agent: this.#agent },
        (incoming) => receive(incoming, expected).then(resolve, reject),
      );
      outgoing.on("error", reject);
      for (const piece of body) outgoing.write(piece);
      outgoing.end();
    });
    if (answer.status === status) return answer;
    throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`);
  }

  close() {
    this.#agent.destroy();
  }
}

async function receive(incoming, expected) {
  const isExpected = expected !== undefined && incoming.statusCode < 300;
  const text = isExpected ? await compare(incoming, expected) : await read(incoming);
  return { status: incoming.statusCode, headers: incoming.headers, text };
}

async function compare(incoming, expected) {
  let length = 0;
  for await (const piece of incoming) {
    const end = length + piece.length;
    if (end > expected.length || piece.compare(expected, length, end) !== 0) {
      throw new Error(`${incoming.req.path}: the bytes after ${length} are not those that were asked for`);
    }
    length = end;
  }
  if (length !== expected.length) throw new Error(`${incoming.req.path}: ended after ${length} bytes`);
  return "";
}

async function read(incoming) {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A link that carries its own proof is fetched without a token. */
const isSigned = (path) => path.includes("signature=");
