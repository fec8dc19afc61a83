// What is asked of both, request by request.

import { SETTINGS } from "./contestants.mjs";
import { sign } from "./tokens.mjs";

/** Enough rooms that they work side by side, few enough that each is busy. */
const ROOMS = 16;
export const KEYS = Array.from({ length: ROOMS }, (_, i) => `sk_${String(i).padStart(40, "0")}`);
export const SESSION = "bench-session";
const token = sign({ sub: "1", name: "user1", role: "user", sid: SESSION });

/**
 * @typedef {object} Exchange
 * @property {string} request the bytes to send
 * @property {number} status what must come back
 * @property {string} text what must be in its body
 */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {number} unit a connection stops only after a multiple of so many requests
 * @property {(run: string, connection: number, n: number) => Exchange} exchange the n-th of a connection
 */

/** @type {Scenario[]} */
export const SCENARIOS = [
  { name: "webhook", title: "POST /webhook/stream-event", unit: 2, exchange: watch },
  {
    name: "list",
    title: "GET /streams?status=live",
    unit: 1,
    exchange: constant(get("/streams?status=live&limit=20", token), 200, '"nextCursor":"'),
  },
  {
    name: "refusal",
    title: "GET of no route",
    unit: 1,
    exchange: constant(get("/none"), 404, '"status":404'),
  },
];

/** A viewer comes, and goes with the next request: afterwards there are as many as before. */
function watch(run, connection, n) {
  const comes = n % 2 === 0;
  const body = {
    event: comes ? "on_play" : "on_play_done",
    streamKey: KEYS[connection % ROOMS],
    clientId: `${run}-${connection}-${n >> 1}`,
  };
  return { request: hook(body), status: 200, text: comes ? "viewer_joined" : "viewer_left" };
}

/** @param {object} body */
export const hook = (body) =>
  post(`/webhook/stream-event?secret=${SETTINGS.WEBHOOK_SECRET}`, JSON.stringify(body));

function constant(request, status, text) {
  const exchange = { request, status, text };
  return () => exchange;
}

function get(path, bearer) {
  const authorization = bearer ? `authorization: Bearer ${bearer}\r\n` : "";
  return `GET ${path} HTTP/1.1\r\nhost: bench\r\n${authorization}\r\n`;
}

function post(path, body) {
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}
