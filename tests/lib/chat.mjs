// People in a room, by each of its doors. Both kinds have the same members, so that a test can take either.

import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";
import { newInbox, within } from "./chat-inbox.mjs";
import { leaveAtEnd } from "./chat-leaving.mjs";
import { PATIENCE_MS } from "./eventually.mjs";

/**
 * @typedef {object} Visitor
 * @property {any} welcome what the room said first
 * @property {any[]} frames everything that it said, each with its `type`
 * @property {any[]} messages the messages among that, in the order they came
 * @property {number[]} seqs theirs
 * @property {import("./chat-inbox.mjs").Inbox["next"]} next
 * @property {import("./chat-inbox.mjs").Inbox["until"]} until
 * @property {(seq: number) => Promise<any>} untilSeq waits for the message with this number
 * @property {(text: unknown, clientId?: unknown) => Promise<any>} say resolves with the acknowledgement (`ok: true`) or
 *   the refusal (`ok: false`)
 * @property {() => Promise<{code?: number, reason: string}>} closed how it ended, once it has
 * @property {() => Promise<any>} leave
 */

/** Where a stream's room is, as a WebSocket. */
export function roomUrl(url, { id }, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return `${url.replace(/^http/, "ws")}/streams/${id}/chat?${new URLSearchParams(given)}`;
}

/**
 * Goes in by the plain JSON door.
 *
 * @param {string} url of the Worker
 * @param {{id: number}} stream
 * @param {{token: string}} person
 * @param {{after?: number, byHeader?: boolean}} [options] `byHeader`: the token is not in the address
 * @returns {Promise<Visitor & {send: (frame: object) => void, sendText: (text: string) => void}>}
 */
export async function joinChat(url, stream, { token }, { after, byHeader = false } = {}) {
  const headers = byHeader ? { authorization: `Bearer ${token}` } : {};
  const socket = new WebSocket(roomUrl(url, stream, { token: byHeader ? undefined : token, after }), {
    headers,
  });
  leaveAtEnd(() => socket.close());
  const inbox = newInbox();
  const closing = new Promise((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      inbox.end(`closed with ${code} ${reason}`);
      resolve({ code, reason });
    });
  });
  socket.addEventListener("error", () => {}); // `close` follows
  socket.addEventListener("message", ({ data }) => inbox.put(JSON.parse(data)));

  const closed = () => within(closing, "end of the socket");
  const sendText = (text) => socket.send(text);
  const send = (frame) => sendText(JSON.stringify(frame));
  async function say(message, clientId = randomUUID()) {
    const since = inbox.frames.length;
    send({ type: "chat_message", message, clientId });
    const answer = await inbox.until(`answer to ${JSON.stringify(message)?.slice(0, 50)}`, () =>
      inbox.frames.slice(since).find((frame) => isAnswer(frame) && frame.clientId === clientId),
    );
    return { ok: answer.type === "ack", ...answer };
  }
  const leave = () => {
    socket.close();
    return closed();
  };
  return entered(inbox, { closed, send, sendText, say, leave });
}

const isAnswer = ({ type }) => type === "ack" || type === "error";

/**
 * Goes in by the other door, with the stock client.
 *
 * @param {string} url of the Worker
 * @param {{id: number}} stream
 * @param {{token?: string}} person
 * @param {{style?: "path" | "query", after?: number, batch?: boolean, auth?: object} & Partial<
 *   import("socket.io-client").ManagerOptions & import("socket.io-client").SocketOptions>} [options] `style` is how
 *   the address says which room; `auth` takes the place of the usual one; the rest is the client's own
 * @returns {Promise<Visitor & {socket: import("socket.io-client").Socket}>}
 * @throws the client's `connect_error`
 */
export async function joinSocketIo(
  url,
  { id },
  { token },
  { style = "path", after, batch, ...options } = {},
) {
  const where =
    style === "path" ? { path: `/streams/${id}/socket.io/` } : { query: { ...options.query, streamId: id } };
  const auth = options.auth ?? { token, ...(after !== undefined && { after }), ...(batch && { batch }) };
  const socket = io(url, { forceNew: true, reconnectionDelay: 200, ...options, ...where, auth });
  leaveAtEnd(() => socket.disconnect());
  const inbox = newInbox();
  // The last argument is the offset, which is the client's business.
  socket.onAny((type, content, ...more) => {
    // Several messages are a mere array here, while the other door puts them into an object.
    const members = Array.isArray(content) ? { messages: content } : content;
    inbox.put({ ...members, type, offset: more.at(-1) });
  });
  const closing = new Promise((resolve) => {
    socket.on("disconnect", (reason) => {
      if (socket.active) return; // it comes back by itself
      inbox.end(`disconnected: ${reason}`);
      resolve({ reason });
    });
  });
  const closed = () => within(closing, "disconnection");
  await connected(socket);

  async function say(message, clientId = randomUUID()) {
    return socket.timeout(PATIENCE_MS).emitWithAck("chat_message", { message, clientId });
  }
  const leave = async () => {
    socket.disconnect();
    return closed();
  };
  return entered(inbox, { socket, closed, say, leave });
}

/** Resolves at the first connection; a refusal is final, a bad line is not. */
function connected(socket) {
  return new Promise((resolve, reject) => {
    const give = (error) => {
      clearTimeout(timer);
      socket.disconnect();
      reject(error);
    };
    const timer = setTimeout(() => give(new Error("no answer to CONNECT")), PATIENCE_MS);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("connect_error", give);
      resolve();
    });
    socket.once("connect_error", give);
  });
}

async function entered(inbox, members) {
  const welcome = await inbox.next("welcome");
  return {
    ...members,
    welcome,
    frames: inbox.frames,
    next: inbox.next,
    until: inbox.until,
    untilSeq: (seq) => inbox.until(`message ${seq}`, () => inbox.messages().find((each) => each.seq === seq)),
    get messages() {
      return inbox.messages();
    },
    get seqs() {
      return inbox.messages().map((message) => message.seq);
    },
  };
}

/** The doors, for tests that hold for both. */
export const DOORS = [
  ["by the JSON door", joinChat],
  ["by the Socket.IO door", joinSocketIo],
];

/** 1, 2, … up to a number. */
export const upTo = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** Says so many things, one after the other; the acknowledgements. */
export async function sayMany(visitor, count) {
  const answers = [];
  for (const number of upTo(count)) answers.push(await visitor.say(`message ${number}`));
  return answers;
}
