// One socket of the crowd. What it hears is counted and put in order, not parsed: thousands of these must cost less
// than the server that talks to them.

import { connect } from "node:net";
import { CLOSE, CLOSE_FRAME, PING, pongFrame, readFrames, TEXT, textFrame } from "./frames.mjs";
import { firstSeq, lastSeq } from "./seqs.mjs";

/** What all sockets read into, one after the other. */
const scratch = Buffer.allocUnsafeSlow(1 << 20);
const HEAD_END = "\r\n\r\n";

export class Client {
  /** The last message heard, and how many were. */
  seq;
  heard = 0;
  isGone = false;
  /** @type {import("./sampler.mjs").Sampler | undefined} */
  sampler;
  /** @type {((seq: number) => void) | undefined} */
  onAcknowledged;

  #socket;
  #rest;
  #isUpgraded = false;
  #isLeaving = false;
  #outbox = [];
  #arrive;
  #hear = (opcode, buffer, from, to) => this.#take(opcode, buffer, from, to);

  /**
   * @param {object} crowd what they share: `door`, `address()`, `counts`, `follows`, and `fail` for what went wrong
   * @param {string} path
   * @param {string} token
   */
  constructor(crowd, path, token) {
    Object.assign(this, { crowd, path, token });
  }

  /** Done when the server has let it in. */
  open() {
    return new Promise((resolve) => {
      this.#arrive = resolve;
      const callback = (count) => {
        this.#read(count);
        return true;
      };
      const socket = connect({
        ...this.crowd.address(),
        noDelay: true,
        onread: { buffer: scratch, callback },
      });
      socket.on("connect", () => socket.write(this.#upgradeRequest()));
      socket.on("error", (error) => this.crowd.fail(error));
      socket.on("close", () => this.#closed());
      this.#socket = socket;
    });
  }

  /** Says goodbye; the server is to answer, and then it is gone. */
  leave() {
    this.#isLeaving = true;
    this.#socket.write(CLOSE_FRAME);
  }

  cut() {
    this.#socket.destroy();
  }

  /** What is sent while frames are read goes out together. */
  send(text) {
    this.#outbox.push(textFrame(text));
  }

  flush() {
    if (this.#outbox.length === 0) return;
    this.#socket.write(this.#outbox.length === 1 ? this.#outbox[0] : Buffer.concat(this.#outbox));
    this.#outbox = [];
  }

  arrived() {
    this.#arrive();
  }

  /** @param {() => number} readSeq */
  welcomed(readSeq) {
    if (this.crowd.follows) this.seq = readSeq();
  }

  acknowledged(seq) {
    this.onAcknowledged?.(seq);
  }

  chatted(buffer, from, to, isBatch) {
    if (!this.crowd.follows) return;
    const first = firstSeq(buffer, from, to);
    const last = isBatch ? lastSeq(buffer, from, to) : first;
    if (first !== this.seq + 1 || !(last >= first)) {
      throw new Error(`message ${first} to ${last} came after ${this.seq}`);
    }
    const messages = last - first + 1;
    this.seq = last;
    this.heard += messages;
    this.crowd.counts.deliveries += messages;
    this.crowd.counts.frames += 1;
    this.sampler?.take(buffer.latin1Slice(from, to), messages);
  }

  #read(count) {
    try {
      const [buffer, end] = this.#withRest(count);
      const start = this.#isUpgraded ? 0 : this.#upgrade(buffer, end);
      const at = this.#isUpgraded ? readFrames(buffer, start, end, this.#hear) : start;
      if (at < end) this.#rest = Buffer.from(buffer.subarray(at, end));
      this.flush();
    } catch (error) {
      this.crowd.fail(error);
    }
  }

  #withRest(count) {
    if (!this.#rest) return [scratch, count];
    const buffer = Buffer.concat([this.#rest, scratch.subarray(0, count)]);
    this.#rest = undefined;
    return [buffer, buffer.length];
  }

  #upgradeRequest() {
    return (
      `GET ${this.path} HTTP/1.1\r\nhost: bench\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      "sec-websocket-version: 13\r\nsec-websocket-key: bGl2ZXJvb20gY2hhdCBiZQ==\r\n\r\n"
    );
  }

  /** @returns {number} where the frames begin */
  #upgrade(buffer, end) {
    const headEnd = buffer.latin1Slice(0, end).indexOf(HEAD_END);
    if (headEnd < 0) return 0;
    const head = buffer.latin1Slice(0, end);
    if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`no upgrade: ${head}`);
    this.#isUpgraded = true;
    const greeting = this.crowd.door.greeting(this.token);
    if (greeting) this.send(greeting);
    return headEnd + HEAD_END.length;
  }

  #take(opcode, buffer, from, to) {
    if (opcode === TEXT) return this.crowd.door.hear(this, buffer, from, to);
    if (opcode === PING) this.#outbox.push(pongFrame(buffer.subarray(from, to)));
    else if (opcode === CLOSE) this.#closing(buffer.subarray(from, to));
    else throw new Error(`a frame with opcode ${opcode}`);
  }

  #closing(payload) {
    if (!this.#isLeaving) throw new Error(`closed by the server: ${payload.toString("latin1")}`);
    this.#socket.destroy();
  }

  #closed() {
    if (!this.#isLeaving) this.crowd.fail(new Error("the server dropped a connection"));
    this.isGone = true;
  }
}
