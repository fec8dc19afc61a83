// Those of the crowd who talk.

import { spread } from "./sampler.mjs";

const TEXT = "what an evening, and who would have thought that it would come to this";
const EVERY_MS = 1;

export class Speakers {
  sent = 0;
  acknowledged = 0;
  /** The highest number that was acknowledged. */
  seq = 0;

  #speakers;
  #counts = new Map();
  #isTalking = false;
  #timer;

  /**
   * @param {import("./crowd.mjs").Crowd} crowd
   * @param {number} inFlight messages under way at a time, at most
   */
  constructor(crowd, inFlight) {
    this.crowd = crowd;
    this.#speakers = spread(crowd.clients, inFlight);
    this.window = Math.ceil(inFlight / this.#speakers.length);
    for (const client of this.#speakers) client.onAcknowledged = (seq) => this.#acknowledge(client, seq);
  }

  /** So many messages, one after the other. */
  async say(count) {
    for (let i = 0; i < count; i++) {
      const [client] = this.#speakers;
      this.#say(client, performance.now());
      client.flush();
      await this.crowd.until(() => this.sent - this.acknowledged, "messages were not acknowledged");
    }
  }

  /** Closed loop: whoever is acknowledged says the next. */
  flood() {
    this.#isTalking = true;
    for (const client of this.#speakers) {
      for (let i = 0; i < this.window; i++) this.#say(client, performance.now());
      client.flush();
    }
  }

  /** Open loop: so many messages a second, whatever becomes of them. Late ones count from when they were due. */
  pace(rate) {
    const started = performance.now();
    let said = 0;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - started) / 1000) * rate;
      for (; said < due; said++) {
        const client = this.#speakers[said % this.#speakers.length];
        this.#say(client, started + (said / rate) * 1000);
        client.flush();
      }
    }, EVERY_MS);
  }

  /** No more; done when all is acknowledged and everybody has heard it. */
  async stop() {
    this.#isTalking = false;
    clearInterval(this.#timer);
    await this.crowd.until(() => this.sent - this.acknowledged, "messages were not acknowledged");
    await this.crowd.hasHeard(this.seq);
  }

  #say(client, dueAt) {
    const n = this.#counts.get(client) ?? 0;
    this.#counts.set(client, n + 1);
    this.sent += 1;
    client.send(this.crowd.door.say(n, `${dueAt.toFixed(3)} ${TEXT}`));
  }

  #acknowledge(client, seq) {
    this.acknowledged += 1;
    this.seq = Math.max(this.seq, seq);
    // Sent by the client once it has read all that is there.
    if (this.#isTalking) this.#say(client, performance.now());
  }
}
