// Engine.IO by hand, for what the stock client would never do.

import { send } from "./client.mjs";
import { PATIENCE_MS } from "./eventually.mjs";
import { openRaw, upgrade } from "./raw-websocket.mjs";

const SEPARATOR = "\x1e";

/**
 * @param {string} url of the Worker
 * @param {{id: number}} stream
 */
export function engineOf(url, { id }) {
  function address(query, base = url) {
    const given = Object.entries({ EIO: "4", transport: "polling", ...query });
    const search = new URLSearchParams(given.filter(([, value]) => value !== undefined));
    return `${base}/streams/${id}/socket.io/?${search}`;
  }
  const socketAddress = (query) => address({ transport: "websocket", ...query }, url.replace(/^http/, "ws"));
  const request = (method, query, text) =>
    send(address(query), method, { text, signal: AbortSignal.timeout(PATIENCE_MS) });
  const engine = {
    request,
    /** The reply to a new poll. */
    get: (sid) => request("GET", { sid }),
    /** A new session by polling: what its first packet says. */
    async open() {
      const [packet] = await engine.poll();
      return JSON.parse(packet.slice(1));
    },
    /** The packets of one poll. */
    async poll(sid) {
      const { status, text } = await request("GET", { sid });
      if (status !== 200) throw new Error(`the poll was refused with ${status} ${text}`);
      return text.split(SEPARATOR);
    },
    post: (sid, ...packets) => request("POST", { sid }, packets.join(SEPARATOR)),
    /** Polls until there is a packet that is as wished. */
    async pollUntil(sid, is) {
      const deadline = Date.now() + PATIENCE_MS;
      while (Date.now() < deadline) {
        const packets = await engine.poll(sid);
        if (packets.includes("2")) await engine.post(sid, "3");
        const found = packets.find(is);
        if (found !== undefined) return found;
      }
      throw new Error("no such packet");
    },
    /** A session by polling that is in the room. */
    async enter({ token }) {
      const { sid } = await engine.open();
      await engine.post(sid, `40${JSON.stringify({ token })}`);
      await engine.pollUntil(sid, (packet) => packet.startsWith("40"));
      return sid;
    },
    /** A WebSocket; with a `sid`, for an upgrade. */
    socket: (query = {}) => openRaw(socketAddress(query)),
    /** The same, where a refusal is an answer too. */
    trySocket: (query = {}) => upgrade(socketAddress(query)),
    /** A WebSocket that is in the room. */
    async enterBySocket({ token }) {
      const socket = await engine.socket();
      await socket.nextText((text) => text.startsWith("0"));
      socket.send(`40${JSON.stringify({ token })}`);
      await socket.nextText((text) => text.startsWith("40"));
      return socket;
    },
  };
  return engine;
}

/** The event in a packet: its name and arguments. */
export const eventIn = (packet) => JSON.parse(packet.match(/^42\d*(\[.*)$/s)?.[1] ?? "[]");

/** Whether a packet is an event of this name. */
export const isEvent = (name) => (packet) => eventIn(packet)[0] === name;
