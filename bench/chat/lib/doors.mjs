// How a client speaks at each door. `hear` tells frames apart by single letters: it is called for every one of them.

const letter = (char) => char.charCodeAt(0);
const [A, C, E, S, W] = [..."acesw"].map(letter);
const [ZERO, TWO, THREE, FOUR] = [..."0234"].map(letter);

/** `{"type":"` and `42["` stand before an event's name, and `chat_message` may have an s. */
const TYPE_AT = '{"type":"'.length;
const NAME_AT = '42["'.length;
const PLURAL_AT = "chat_message".length;

/**
 * @typedef {object} Door
 * @property {(streamId: number, token: string) => string} path
 * @property {(token: string) => string | undefined} greeting what is sent first
 * @property {(n: number, message: string) => string} say the n-th message of a client
 * @property {(client: import("./client.mjs").Client, buffer: Buffer, from: number, to: number) => void} hear
 */

/** @type {Door} */
const json = {
  path: (streamId, token) => `/streams/${streamId}/chat?token=${token}`,
  greeting: () => undefined,
  say: (n, message) => JSON.stringify({ type: "chat_message", message, clientId: `c${n}` }),
  hear(client, buffer, from, to) {
    const text = () => buffer.utf8Slice(from, to);
    if (buffer[from + TYPE_AT - 1] !== letter('"')) throw new Error(`a frame without type: ${text()}`);
    switch (buffer[from + TYPE_AT]) {
      case C:
        return client.chatted(buffer, from, to, buffer[from + TYPE_AT + PLURAL_AT] === S);
      case A:
        return client.acknowledged(JSON.parse(text()).seq);
      case W:
        client.arrived();
        return client.welcomed(() => JSON.parse(text()).seq);
      case E:
        throw new Error(`refused: ${text()}`);
    }
  },
};

/** @returns {Door} */
const socketIo = (options) => ({
  path: (streamId) => `/streams/${streamId}/socket.io/?EIO=4&transport=websocket`,
  greeting: (token) => `40${JSON.stringify({ token, ...options })}`,
  say: (n, message) => `42${n}${JSON.stringify(["chat_message", { message, clientId: `c${n}` }])}`,
  hear(client, buffer, from, to) {
    const text = () => buffer.utf8Slice(from, to);
    switch (buffer[from] === FOUR ? buffer[from + 1] : buffer[from]) {
      case TWO:
        if (buffer[from] === TWO) return client.send("3");
        return hearEvent(client, buffer, from, to, text);
      case THREE:
        return client.acknowledged(seqOf(text()));
      case ZERO:
        if (buffer[from] === FOUR) client.arrived();
        return;
      case FOUR:
        throw new Error(`refused: ${text()}`);
    }
  },
});

function hearEvent(client, buffer, from, to, text) {
  switch (buffer[from + NAME_AT]) {
    case C:
      return client.chatted(buffer, from, to, buffer[from + NAME_AT + PLURAL_AT] === S);
    case W:
      return client.welcomed(() => JSON.parse(text().slice(2))[1].seq);
    case E:
      throw new Error(`refused: ${text()}`);
  }
}

function seqOf(packet) {
  const [{ ok, seq }] = JSON.parse(packet.slice(packet.indexOf("[")));
  if (!ok) throw new Error(`refused: ${packet}`);
  return seq;
}

export const DOORS = { json, sio: socketIo(), batch: socketIo({ batch: true }) };
