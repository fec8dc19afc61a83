// The same chat on Node's own socket.io, with the log in memory: what people would run without the edge.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { Server as Engine } from "engine.io";
import { Server } from "socket.io";
import { SETTINGS } from "../../lib/contestants.mjs";
import { judge } from "./rules.mjs";

const RECENT = 50;
const PATH = /^\/streams\/(\d+)\//;
const KEYS = new Map(SETTINGS.JWT_SECRETS.split(",").map((entry) => entry.trim().split(":")));

/** @type {Map<number, {messages: object[], known: Map<string, object>}>} */
const rooms = new Map();

const http = createServer((request, response) => {
  const [, streamId] = PATH.exec(request.url) ?? [];
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ items: roomOf(Number(streamId)).messages.slice(-1), nextCursor: null }));
});
// The address names the stream, as it does with the others, so requests are handed over by ourselves.
const engine = new Engine({ transports: ["websocket"] });
http.on("upgrade", (request, socket, head) => engine.handleUpgrade(request, socket, head));
const io = new Server();
io.bind(engine);

io.use((socket, next) => {
  const claims = verify(socket.handshake.auth.token);
  if (!claims) return next(new Error("the token is not valid"));
  socket.data = {
    streamId: Number(PATH.exec(socket.handshake.url)[1]),
    person: { userId: Number(claims.sub), username: claims.name, role: claims.role },
  };
  next();
});

io.on("connection", (socket) => {
  const { streamId, person } = socket.data;
  const room = roomOf(streamId);
  socket.join(`stream:${streamId}`);
  const seq = room.messages.length;
  socket.emit("welcome", { streamId, you: person, seq, history: room.messages.slice(-RECENT) }, String(seq));
  socket.on("chat_message", (said, acknowledge) => acknowledge(say(streamId, room, person, said)));
});

process.once("SIGTERM", () => process.exit(0));
http.listen(0, "127.0.0.1", 4096, () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${http.address().port}`, pid: process.pid }));
});

function roomOf(streamId) {
  const room = rooms.get(streamId) ?? { messages: [], known: new Map() };
  rooms.set(streamId, room);
  return room;
}

function say(streamId, room, person, said) {
  const { code, message, clientId } = judge(said);
  if (code) return { ok: false, code };
  const key = `${person.userId} ${clientId}`;
  const known = room.known.get(key);
  if (known) return { ok: true, seq: known.seq, timestamp: known.timestamp };
  const seq = room.messages.length + 1;
  const stored = { seq, streamId, ...person, message, timestamp: new Date().toISOString(), clientId };
  room.messages.push(stored);
  if (clientId !== null) room.known.set(key, stored);
  io.to(`stream:${streamId}`).emit("chat_message", stored, String(seq));
  return { ok: true, seq, timestamp: stored.timestamp };
}

function verify(token) {
  const [head, body, signature] = String(token).split(".");
  const { alg, kid } = read(head);
  if (alg !== "HS256" || !KEYS.has(kid)) return undefined;
  const expected = createHmac("sha256", KEYS.get(kid)).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature ?? "", "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = read(body);
  const isOurs = claims.iss === "liveroom" && [claims.aud].flat().includes("liveroom");
  return isOurs && claims.exp * 1000 > Date.now() ? claims : undefined;
}

function read(segment) {
  try {
    return JSON.parse(Buffer.from(segment, "base64url"));
  } catch {
    return {};
  }
}
