// Somebody else's web server, with the manners and the vices of such; and a name service.

import { createServer } from "node:http";

/** @returns {Promise<{origin: string, stop: () => Promise<void>}>} */
async function listen(handler) {
  const server = createServer(handler);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/**
 * Serves files and answers of one's own. `requests` is what came, as `path range`; `sentBytes` what went out, roughly.
 *
 * @param {Record<string, Buffer | ((request: import("node:http").IncomingMessage, reply: import("node:http").ServerResponse) => void)>} answers
 *   by path; a file is served with ranges
 */
export async function startFileKeeper(answers) {
  const keeper = { requests: [], sentBytes: 0 };
  const server = await listen((request, reply) => {
    keeper.requests.push(`${request.url} ${request.headers.range ?? ""}`);
    const answer = answers[request.url.split("?")[0]];
    if (!answer) return reply.writeHead(404).end();
    if (typeof answer === "function") return answer(request, reply, keeper);
    return serveFile(answer, request, reply);
  });
  return Object.assign(keeper, server);
}

function serveFile(file, { headers }, reply) {
  const [, from, to] = headers.range?.match(/^bytes=(\d+)-(\d*)$/) ?? [];
  if (from === undefined) return reply.writeHead(200, { "content-length": file.length }).end(file);
  const [first, last] = [Number(from), Math.min(Number(to || Infinity), file.length - 1)];
  if (first >= file.length) return reply.writeHead(416, { "content-range": `bytes */${file.length}` }).end();
  const range = `bytes ${first}-${last}/${file.length}`;
  return reply.writeHead(206, { "content-range": range }).end(file.subarray(first, last + 1));
}

export const withoutRanges = (file) => (_, reply) =>
  reply.writeHead(200, { "content-length": file.length }).end(file);
export const redirect = (location) => (_, reply) =>
  reply.writeHead(302, location === undefined ? {} : { location }).end();

/** A body that begins like this and never ends. */
export const endless = (beginning) => (_, reply, keeper) => {
  const piece = Buffer.alloc(65_536);
  reply.writeHead(200);
  reply.write(beginning);
  const go = () => {
    while (!reply.destroyed) {
      keeper.sentBytes += piece.length;
      if (!reply.write(piece)) return reply.once("drain", go);
    }
  };
  go();
};

/**
 * DNS over HTTPS, in its JSON form.
 *
 * @param {Record<string, string[] | ((reply: import("node:http").ServerResponse) => void)>} names addresses by name
 */
export const startNameService = (names) =>
  listen((request, reply) => {
    const { searchParams } = new URL(request.url, "http://dns.example");
    const [name, kind] = [searchParams.get("name"), searchParams.get("type")];
    const known = names[name];
    if (typeof known === "function") return known(reply);
    const type = { A: 1, AAAA: 28 }[kind];
    const mine = (known ?? []).filter((data) => data.includes(":") === (kind === "AAAA"));
    const Answer = mine.map((data) => ({ name, type, TTL: 60, data }));
    reply.writeHead(200, { "content-type": "application/dns-json" });
    return reply.end(JSON.stringify({ Status: known ? 0 : 3, Question: [{ name, type }], Answer }));
  });
