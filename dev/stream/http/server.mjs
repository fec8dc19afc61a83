// The one door: log, faults, route, answer.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { sleep } from "../../lib/wait.mjs";
import { spoil } from "../control/faults.mjs";
import { redact } from "../control/log.mjs";
import { ApiError, empty, refusal } from "./answer.mjs";
import { parseObject, readBytes } from "./body.mjs";
import { find } from "./router.mjs";

const JSON_LIMIT_BYTES = 1024 * 1024;

/**
 * @typedef {object} Call one request on its way
 * @property {import("../simulator.mjs").Simulator} sim
 * @property {import("node:http").IncomingMessage} request
 * @property {URL} url
 * @property {URLSearchParams} query
 * @property {Record<string, string>} params
 * @property {(limitBytes?: number) => Promise<Buffer>} bytes
 * @property {() => Promise<Record<string, any>>} object the JSON body
 */

/**
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {import("./router.mjs").Route[]} routes
 */
export function createDoor(sim, routes) {
  return createServer((request, reply) => {
    serve(sim, routes, request, reply).catch((error) => {
      // The caller hung up, or a fault cut the line: nothing is left to be said.
      if (!reply.destroyed) reply.destroy();
      if (!isHangUp(error)) console.error(error);
    });
  });
}

async function serve(sim, routes, request, reply) {
  const call = newCall(sim, request);
  const internal = call.url.pathname.startsWith("/__");
  const fault = internal ? undefined : sim.faults.take(request.method, call.url.pathname);
  if (fault?.kind === "refused") return request.socket.destroy();
  const entry = internal ? undefined : sim.log.call(call, fault);
  if (fault?.kind === "slow") await sleep(fault.ms);
  const answer = spoil(fault, await answerFor(call, routes, fault));
  if (entry) Object.assign(entry, { status: answer.status, body: redact(call.parsed) });
  await write(reply, request, answer, fault?.kind === "cut");
  if (request.method !== "GET") sim.store.save();
}

function newCall(sim, request) {
  const url = new URL(request.url, "http://simulator");
  const call = { sim, request, url, query: url.searchParams, params: {} };
  call.bytes = (limitBytes = JSON_LIMIT_BYTES) => readBytes(request, limitBytes);
  call.object = async () => {
    call.parsed = parseObject(await call.bytes());
    return call.parsed;
  };
  return call;
}

async function answerFor(call, routes, fault) {
  if (fault?.answer) return fault.answer;
  const found = find(routes, call.request.method, call.url.pathname);
  try {
    if (found === undefined) return unknown(call);
    call.params = found.params;
    return await found.handler(call);
  } catch (error) {
    if (error instanceof ApiError) return refusal(error);
    if (!isHangUp(error)) console.error(error);
    return refusal(new ApiError(500, 10001, "Internal Error"));
  }
}

/** Browsers ask before they read from another origin; the API itself has no such answer. */
function unknown({ request, url }) {
  const isApi = url.pathname.startsWith("/client/");
  if (request.method === "OPTIONS" && !isApi) return empty(204, CORS_PREFLIGHT);
  return refusal(
    new ApiError(404, 7003, `Could not route to ${url.pathname}, perhaps your object identifier is invalid?`),
  );
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
};
const CORS_PREFLIGHT = {
  "access-control-allow-methods": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers": "*",
  "tus-resumable": "1.0.0",
  "tus-version": "1.0.0",
};

async function write(reply, request, answer, cut) {
  const body = answer.json === undefined ? answer.body : JSON.stringify(answer.json);
  const open = request.url.startsWith("/client/") ? {} : CORS;
  const streamed = typeof body?.pipe === "function";
  const length = streamed ? {} : { "content-length": `${Buffer.byteLength(body ?? "")}` };
  if (answer.status === 204) delete length["content-length"];
  const headers = { "cf-ray": randomBytes(8).toString("hex"), ...open, ...length, ...answer.headers };
  reply.writeHead(answer.status, headers);
  if (cut) return cutLine(reply, body);
  if (streamed && request.method !== "HEAD") return pipeline(body, reply);
  if (streamed) body.destroy();
  reply.end(request.method === "HEAD" ? undefined : body);
}

/** Half of what was announced, then silence. */
async function cutLine(reply, body) {
  const half = Buffer.from(body ?? "").subarray(0, Math.floor(Buffer.byteLength(body ?? "") / 2));
  await new Promise((sent) => reply.write(half, sent));
  reply.destroy();
}

const isHangUp = (error) =>
  ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"].includes(error.code);
