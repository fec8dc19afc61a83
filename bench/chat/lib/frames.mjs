// WebSocket frames, as much as a load generator needs of them.

export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;
const PONG = 10;

const FINAL = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** A client's frame. It must be masked; a mask of zeros leaves the bytes as they are. */
function frame(opcode, payload) {
  const isShort = payload.length < 126;
  const head = Buffer.alloc((isShort ? 2 : 4) + MASK_BYTES);
  head[0] = FINAL | opcode;
  head[1] = MASKED | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

export const textFrame = (text) => frame(TEXT, Buffer.from(text));
export const pongFrame = (payload) => frame(PONG, payload);
export const CLOSE_FRAME = frame(CLOSE, Buffer.from([0x03, 0xe8])); // 1000

/**
 * Calls `hear(opcode, buffer, from, to)` for each frame that is there as a whole.
 *
 * @returns {number} where the rest begins
 */
export function readFrames(buffer, start, end, hear) {
  let at = start;
  while (end - at >= 2) {
    const short = buffer[at + 1] & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (end - at < head) break;
    const length =
      head === 2 ? short : buffer.readUIntBE(at + head - (head === 4 ? 2 : 6), head === 4 ? 2 : 6);
    if (end - at < head + length) break;
    const opcode = buffer[at] & 0x0f;
    const from = at + head;
    at = from + length;
    hear(opcode, buffer, from, at);
  }
  return at;
}
