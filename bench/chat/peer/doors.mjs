// How the two doors speak: plain JSON frames, and Engine.IO 4 with Socket.IO 5 inside.

import { holder } from "./tokens.mjs";

const PING = { pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 65_536 };

export const DOORS = {
  json: {
    opened(room, socket, seat) {
      socket.send(`{"type":"welcome",${room.welcome(seat)}}`);
    },
    heard(room, socket, seat, frame) {
      const said = parse(frame);
      if (said?.type === "ping") return socket.send('{"type":"pong"}');
      if (said?.type !== "chat_message") return socket.send('{"type":"error","code":"malformed"}');
      room.say(seat, said, ({ ok, ...rest }) =>
        socket.send(JSON.stringify({ type: ok ? "ack" : "error", ...rest })),
      );
    },
    message: (_seq, json) => `{"type":"chat_message",${json.slice(1)}`,
  },

  socketio: {
    async opened(room, socket) {
      socket.send(`0${JSON.stringify({ sid: crypto.randomUUID(), upgrades: [], ...PING })}`);
      await room.keepPinging();
    },
    async heard(room, socket, seat, frame) {
      if (frame.startsWith("40")) return connect(room, socket, seat, frame.slice(2));
      const [, ackId, event] = /^42(\d*)(\[.*)$/s.exec(frame) ?? [];
      const [name, said] = parse(event) ?? [];
      if (!seat.person || name !== "chat_message") return socket.close(1008, "malformed");
      room.say(seat, said, ({ clientId: _, ...rest }) => {
        if (ackId) socket.send(`43${ackId}[${JSON.stringify(rest)}]`);
      });
    },
    message: (seq, json) => `42["chat_message",${json},"${seq}"]`,
  },
};

async function connect(room, socket, seat, auth) {
  try {
    const claims = await holder({ env: room.env, now: Date.now() }, parse(auth)?.token);
    const person = { userId: Number(claims.sub), username: claims.name, role: claims.role };
    room.admit(socket, seat, person);
    socket.send(`40{"sid":"${crypto.randomUUID()}"}`);
    socket.send(`42["welcome",{${room.welcome({ ...seat, person })}},"${room.log.seq}"]`);
  } catch (error) {
    socket.send(`44${JSON.stringify({ message: error.message })}`);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
