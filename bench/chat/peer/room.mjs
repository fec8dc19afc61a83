// The room: who sits in it, and what is said. Sockets may hibernate; their seats are attached to them.

import { DurableObject } from "cloudflare:workers";
import { DOORS } from "./doors.mjs";
import { Log } from "./log.mjs";
import { judge } from "./rules.mjs";

const PING_MS = 25_000;
const HISTORY = 100;

export class ChatRoom extends DurableObject {
  constructor(context, env) {
    super(context, env);
    this.log = new Log(context.storage.sql);
    this.seats = new Map(context.getWebSockets().map((socket) => [socket, socket.deserializeAttachment()]));
    // The Socket.IO door's heartbeat is the server's to send; the answers need not wake us.
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("3", "6"));
  }

  async fetch(request) {
    const url = new URL(request.url);
    const streamId = Number(url.pathname.split("/")[2]);
    if (request.headers.get("upgrade") !== "websocket") return this.#history(url, streamId);
    const person = JSON.parse(request.headers.get("x-person"));
    const seat = { streamId, person, door: person ? "json" : "socketio" };
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    this.#sit(server, seat);
    await DOORS[seat.door].opened(this, server, seat);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(socket, frame) {
    const seat = this.seats.get(socket);
    if (typeof frame !== "string") return socket.close(1003, "text only");
    if (seat) await DOORS[seat.door].heard(this, socket, seat, frame);
  }

  webSocketClose(socket, code) {
    this.seats.delete(socket);
    socket.close(code === 1005 ? 1000 : code);
  }

  webSocketError(socket) {
    this.seats.delete(socket);
  }

  async alarm() {
    let isNeeded = false;
    for (const [socket, { door }] of this.seats) {
      if (door !== "socketio") continue;
      send(socket, "2");
      isNeeded = true;
    }
    if (isNeeded) await this.ctx.storage.setAlarm(Date.now() + PING_MS);
  }

  async keepPinging() {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + PING_MS);
  }

  /** Somebody whose token was seen at the Socket.IO door. */
  admit(socket, seat, person) {
    this.#sit(socket, { ...seat, person });
  }

  welcome({ streamId, person }) {
    const you = JSON.stringify({ ...person, isModerator: false, isOwner: false });
    return (
      `"streamId":${streamId},"you":${you},"seq":${this.log.seq},"viewers":${this.seats.size},` +
      `"status":"ended","settings":{},"history":[${this.log.recent.join(",")}]`
    );
  }

  /** Stored once, told to everybody; `acknowledge` is called before that, and the platform holds all until it is stored. */
  say({ person, streamId }, said, acknowledge) {
    const verdict = judge(said);
    if (verdict.code) return acknowledge({ ok: false, code: verdict.code });
    const known = this.log.find(person.userId, verdict.clientId);
    if (known) return acknowledge({ ok: true, clientId: verdict.clientId, ...known });
    const { message, json } = this.log.append(person, streamId, verdict.message, verdict.clientId);
    acknowledge({
      ok: true,
      clientId: verdict.clientId,
      seq: message.seq,
      timestamp: message.timestamp,
    });
    this.#tell(message.seq, json);
  }

  #tell(seq, json) {
    const frames = {
      json: DOORS.json.message(seq, json),
      socketio: DOORS.socketio.message(seq, json),
    };
    for (const [socket, { person, door }] of this.seats) {
      if (person) send(socket, frames[door]);
    }
  }

  #sit(socket, seat) {
    socket.serializeAttachment(seat);
    this.seats.set(socket, seat);
  }

  #history(url, streamId) {
    const limit = Math.min(Number(url.searchParams.get("limit") ?? 20), HISTORY);
    const items = this.log.newest(limit).map((message) => ({ streamId, ...message }));
    return Response.json({ items, nextCursor: null });
  }
}

/** One who has gone in the meantime must not keep the others from hearing it. */
export function send(socket, frame) {
  try {
    socket.send(frame);
  } catch {
    // Its close is on the way.
  }
}
