// A WebSocket over a bare socket, which may do what browsers cannot: break frames, stop reading, stop answering.

import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { newInbox, within } from "./chat-inbox.mjs";
import { leaveAtEnd } from "./chat-leaving.mjs";
import { PATIENCE_MS } from "./eventually.mjs";

const HEAD_END = "\r\n\r\n";
export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/**
 * Asks for an upgrade. A refusal is an answer like any other; after a 101 there are frames.
 *
 * @param {string} address ws: or http:
 * @param {Record<string, string>} [headers]
 */
export async function upgrade(address, headers = {}) {
  const url = new URL(address);
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  leaveAtEnd(() => socket.destroy());
  socket.on("error", () => {}); // `close` follows
  socket.write(requestOf(url, headers));
  const answer = await readHead(socket);
  if (answer.status === 101) return { ...answer, ...frames(socket, answer.rest) };
  const body = await readBody(socket, answer);
  return { ...answer, text: body, body: parsed(body) };
}

/** One that must succeed. */
export async function openRaw(address, headers) {
  const opened = await upgrade(address, headers);
  if (opened.status !== 101) throw new Error(`refused with ${opened.status} ${opened.text}`);
  return opened;
}

/**
 * One frame as clients send them. `announced` is a length to lie about.
 *
 * @param {number} opcode
 * @param {Buffer | string} content
 */
export function frameOf(opcode, content, { announced } = {}) {
  const payload = Buffer.from(content);
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let at = 0; at < masked.length; at++) masked[at] ^= mask[at & 3];
  return Buffer.concat([headOf(opcode, announced ?? payload.length), mask, masked]);
}

function headOf(opcode, length) {
  const [FINAL, MASKED] = [0x80, 0x80];
  if (length < 126) return Buffer.from([FINAL | opcode, MASKED | length]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = FINAL | opcode;
  head[1] = MASKED | (length < 65_536 ? 126 : 127);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

function requestOf({ host, pathname, search }, headers) {
  const lines = Object.entries({
    host,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `GET ${pathname}${search} HTTP/1.1\r\n${lines.join("\r\n")}${HEAD_END}`;
}

/** The status and headers, and what came after them. */
async function readHead(socket) {
  const received = await gather(socket, (bytes) => bytes.includes(HEAD_END));
  const at = received.indexOf(HEAD_END);
  const [first, ...lines] = received.subarray(0, at).toString("latin1").split("\r\n");
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
  return { status: Number(first.split(" ")[1]), headers, rest: received.subarray(at + HEAD_END.length) };
}

async function readBody(socket, { headers, rest }) {
  const length = headers.get("content-length");
  const isWhole = (bytes) =>
    length === null ? bytes.toString("latin1").endsWith(`0${HEAD_END}`) : bytes.length >= Number(length);
  const body = (await gather(socket, isWhole, rest)).toString();
  socket.destroy();
  return length === null ? unchunked(body) : body;
}

function unchunked(text) {
  const [, size, rest] = text.match(/^([0-9a-f]+)\r\n([\s\S]*)$/i);
  const length = Number.parseInt(size, 16);
  return length === 0 ? "" : rest.slice(0, length) + unchunked(rest.slice(length + 2));
}

function gather(socket, isWhole, start = Buffer.alloc(0)) {
  return new Promise((resolve, reject) => {
    let received = start;
    const stop = (how, value) => {
      clearTimeout(timer);
      socket.off("data", take).off("close", cut);
      how(value);
    };
    const take = (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (isWhole(received)) stop(resolve, received);
    };
    const cut = () => stop(reject, new Error(`cut off after ${JSON.stringify(received.toString("latin1"))}`));
    const timer = setTimeout(() => stop(reject, new Error("no answer to the upgrade")), PATIENCE_MS);
    socket.on("data", take).on("close", cut);
    take(Buffer.alloc(0));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The two directions of an open WebSocket. Pings are answered until `isAnswering` says no. */
function frames(socket, rest) {
  const inbox = newInbox();
  let pending = Buffer.alloc(0);
  let goodbye = { code: 1006, reason: "" };
  let dismiss;
  const dismissal = new Promise((resolve) => {
    dismiss = resolve;
  });
  const raw = { socket, isAnswering: true };
  const write = (opcode, content, options) => socket.write(frameOf(opcode, content, options));

  function take(bytes) {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    for (let frame = cutFrame(pending); frame; frame = cutFrame(pending)) {
      pending = pending.subarray(frame.size);
      heard(frame);
    }
  }
  function heard({ opcode, payload }) {
    if (opcode === OPCODE.ping && raw.isAnswering) write(OPCODE.pong, payload);
    if (opcode === OPCODE.close) {
      goodbye =
        payload.length < 2
          ? { code: 1005, reason: "" }
          : { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
      dismiss(goodbye);
      if (raw.isAnswering) socket.end(frameOf(OPCODE.close, payload.subarray(0, 2)));
    }
    if (opcode === OPCODE.text) inbox.put({ type: "text", text: payload.toString() });
  }
  const closing = new Promise((resolve) => {
    socket.once("close", () => {
      inbox.end(`closed with ${goodbye.code} ${goodbye.reason}`);
      resolve(goodbye);
    });
  });
  const closed = () => within(closing, "end of the socket");
  socket.on("data", take);
  take(rest);

  return Object.assign(raw, {
    /** How it ended, once it has. */
    closed,
    /** What the room said goodbye with, once it has: the runtime may keep the line for seconds after that. */
    dismissed: () => within(dismissal, "goodbye"),
    /** Texts of all frames so far. */
    texts: () => inbox.frames.map((frame) => frame.text),
    /** The next text, or the next that is as wished. */
    nextText: async (is = () => true) => (await inbox.next("text", (frame) => is(frame.text))).text,
    until: inbox.until,
    send: (text) => write(OPCODE.text, text),
    sendFrame: write,
    sendBytes: (bytes) => socket.write(bytes),
    /** Stops reading: what is sent to it fills the buffers on the way. */
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    destroy: () => socket.destroy(),
    leave() {
      write(OPCODE.close, Buffer.from([0x03, 0xe8]));
      return closed();
    },
  });
}

/** The first whole frame, unmasked as servers send them. */
function cutFrame(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 0x7f;
  const head = { 126: 4, 127: 10 }[short] ?? 2;
  if (bytes.length < head) return undefined;
  const length = { 126: () => bytes.readUInt16BE(2), 127: () => Number(bytes.readBigUInt64BE(2)) };
  const size = head + (length[short]?.() ?? short);
  if (bytes.length < size) return undefined;
  return { opcode: bytes[0] & 0x0f, payload: bytes.subarray(head, size), size };
}
