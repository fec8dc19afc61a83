// The sockets of one room.

import { setTimeout as pause } from "node:timers/promises";
import { sign } from "../../lib/tokens.mjs";
import { Client } from "./client.mjs";
import { DOORS } from "./doors.mjs";

/** How many connect side by side. */
const AT_ONCE = 64;
const ADDRESSES = 250;
const LIMIT_MS = 60_000;
const POLL_MS = 20;
/** For a goodbye to be answered, since the last one was. */
const PATIENCE_MS = 3_000;

export class Crowd {
  /** @type {Client[]} */
  clients = [];
  counts = { deliveries: 0, frames: 0 };
  /** Rejected when something went wrong with any of them. */
  failed;
  fail;

  #server;
  #sources;
  #connects = 0;
  #tokens = new Map();

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {number} options.streamId
   * @param {string} options.door
   * @param {string} [options.sources] the network to connect from, as `127.1.2`: with one address for all, finding a
   *   free port would soon take longer than all the rest
   * @param {boolean} [options.follows] whether messages are counted and their order is checked
   */
  constructor({ url, streamId, door, sources, follows = true }) {
    const { hostname: host, port } = new URL(url);
    Object.assign(this, { url, streamId, follows, door: DOORS[door] });
    this.#server = { host, port: Number(port) };
    this.#sources = sources;
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    // Whoever waits for something else at the time learns of it all the same.
    this.failed.catch(() => {});
  }

  /** From where to where the next one connects. */
  address() {
    if (!this.#sources) return this.#server;
    this.#connects += 1;
    return { ...this.#server, localAddress: `${this.#sources}.${1 + (this.#connects % ADDRESSES)}` };
  }

  /** Signs the tokens beforehand, so that connecting is all that is timed. */
  prepare(count) {
    for (let i = this.#tokens.size; i < count; i++) {
      this.#tokens.set(i, sign({ sub: String(i + 1), name: `user${i + 1}`, role: "user" }));
    }
  }

  /** Connects until there are so many. */
  async fill(count) {
    this.prepare(count);
    const from = this.clients.length;
    for (let i = from; i < count; i++) {
      const token = this.#tokens.get(i);
      this.clients.push(new Client(this, this.door.path(this.streamId, token), token));
    }
    const waiting = this.clients.slice(from).values();
    let missing = count - from;
    const lane = async () => {
      for (const client of waiting) {
        await client.open();
        missing -= 1;
      }
    };
    const lanes = Promise.all(Array.from({ length: AT_ONCE }, lane));
    await this.#within(lanes, () => `${missing} sockets were not let in`);
  }

  /** @returns {Promise<number>} how many got no answer, and just went */
  async empty() {
    const leaving = this.clients;
    this.clients = [];
    for (const client of leaving) client.leave();
    let left = leaving;
    let progressAt = performance.now();
    while (left.length > 0 && performance.now() - progressAt < PATIENCE_MS) {
      await this.unlessFailed(pause(POLL_MS));
      const before = left.length;
      left = left.filter((client) => !client.isGone);
      if (left.length < before) progressAt = performance.now();
    }
    for (const client of left) client.cut();
    return left.length;
  }

  /** @param {number} seq until everybody has heard it */
  async hasHeard(seq) {
    const late = () => this.clients.filter((client) => client.seq !== seq).length;
    await this.until(late, `sockets had not heard message ${seq}`);
  }

  /** @param {() => number} missing until it is 0 */
  async until(missing, what) {
    const wait = async () => {
      while (missing() > 0) await pause(POLL_MS);
    };
    await this.#within(wait(), () => `${missing()} ${what}`);
  }

  unlessFailed(promise) {
    return Promise.race([promise, this.failed]);
  }

  async #within(work, complaint) {
    const timer = setTimeout(() => this.fail(new Error(complaint())), LIMIT_MS);
    await this.unlessFailed(work);
    clearTimeout(timer);
  }
}
