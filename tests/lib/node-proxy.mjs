// A node of a chain that behaves as badly as it is told to, in front of one that does not.

import { createServer } from "node:http";
import { after } from "node:test";

/**
 * What it may do to a request: answer it itself, or hand it on. `calls` are those of the request's batch.
 *
 * @typedef {(calls: {id: number, method: string, params: any[]}[], pass: () => Promise<any[]>) =>
 *   Promise<{status?: number, body?: unknown, hang?: boolean}>} Manner
 */

const answer = (id, result) => ({ jsonrpc: "2.0", id, result });

/** @type {Record<string, Manner>} */
export const MANNERS = {
  honest: async (_, pass) => ({ body: await pass() }),
  silent: async () => ({ hang: true }),
  busy: async () => ({ status: 429, body: "slow down" }),
  broken: async () => ({ status: 502, body: "<html>bad gateway</html>" }),
  babbling: async () => ({ body: "<html>hello</html>" }),
  limited: async (calls) => ({
    body: calls.map(({ id }) => ({
      jsonrpc: "2.0",
      id,
      error: { code: -32005, message: "limit exceeded" },
    })),
  }),
  /** Of another chain. */
  foreign: async (calls, pass) => ({
    body: replaced(await pass(), calls, "eth_chainId", () => "0x1"),
  }),
  /** Says that it took a transaction, and throws it away. */
  forgetful: async (calls, pass) => ({
    body: replaced(await pass(["eth_sendRawTransaction"]), calls, "eth_sendRawTransaction", () => HASH),
  }),
  /** Never heard of any transaction. */
  blind: async (calls, pass) => ({
    body: replaced(await pass(), calls, "eth_getTransactionReceipt", () => null),
  }),
  /** Counts more transactions than there are. */
  boastful: async (calls, pass) => ({
    body: replaced(
      await pass(),
      calls,
      "eth_getTransactionCount",
      (count) => `0x${(Number(count) + 3).toString(16)}`,
    ),
  }),
  /** Takes a transaction, and breaks off before it says so. */
  dying: async (calls, pass) => {
    await pass();
    return calls.some(({ method }) => method === "eth_sendRawTransaction")
      ? { hang: true }
      : { body: await pass() };
  },
};

const HASH = `0x${"ab".repeat(32)}`;

function replaced(answers, calls, method, value) {
  const ids = calls.filter((call) => call.method === method).map(({ id }) => id);
  return answers.map((it) => (ids.includes(it.id) ? answer(it.id, value(it.result)) : it));
}

/**
 * @param {string} target
 * @returns {Promise<{url: string, manner: Manner, asked: string[]}>} `manner` may be set at any time; `asked` are the
 *   methods that it was asked for
 */
export async function startProxy(target) {
  const proxy = { url: "", manner: MANNERS.honest, asked: [] };
  const server = createServer((request, response) => {
    // The node may be gone: then so are we.
    serve(proxy, target, request, response).catch(() => response.destroy());
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  after(() => server.closeAllConnections() ?? server.close());
  proxy.url = `http://127.0.0.1:${server.address().port}`;
  return proxy;
}

async function serve(proxy, target, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const calls = JSON.parse(Buffer.concat(chunks).toString());
  proxy.asked.push(...calls.map(({ method }) => method));
  const pass = (without) => forward(target, calls, without);
  const { status = 200, body, hang } = await proxy.manner(calls, pass);
  if (hang) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Each call by itself, so that what is left out is not sent. */
async function forward(target, calls, without = []) {
  const one = async ({ id, method, params }) => {
    if (without.includes(method)) return answer(id, null);
    const reply = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
    });
    return reply.json();
  };
  const answers = [];
  for (const call of calls) answers.push(await one(call));
  return answers;
}
