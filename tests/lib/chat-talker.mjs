// Somebody who keeps talking, whatever happens to the line, and remembers what was promised and what was heard.

import { randomUUID } from "node:crypto";
import { sleep } from "./eventually.mjs";

/** So that nobody who is away for a while misses more than a room gives at once. */
const PAUSE_MS = 100;
const RETRY_MS = 200;
const PATIENCE_MS = 90_000;
/** Refusals that say: not now. */
const LATER = ["unavailable", "internal"];

/**
 * @param {string} name is in everything that this one says
 * @param {(after: number) => Promise<import("./chat.mjs").Visitor>} enter by a client that does not come back by itself
 *   this is called after each end; `after` is the last that was heard
 */
export function newTalker(name, enter) {
  const visits = [];
  const promised = [];
  let isTalking = false;
  let inside;
  const held = () => visits.flatMap((visit) => visit.messages);

  async function visit() {
    if (inside) return inside;
    inside = await enter(held().at(-1)?.seq ?? 0);
    visits.push(inside);
    return inside;
  }
  async function tryTo(act) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await act(await visit());
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`${name} gave up: ${error.message}`);
      }
      comeBack();
      await sleep(RETRY_MS);
    }
  }
  /** The stock client does so by itself, unless it was refused. */
  function comeBack() {
    const socket = inside?.socket;
    if (!socket) inside = undefined;
    else if (!socket.active) socket.connect();
  }
  /** Says it again until it is acknowledged. */
  async function promise(text) {
    const clientId = randomUUID();
    const { ok, seq, code } = await tryTo(async (visitor) => {
      const answer = await visitor.say(text, clientId);
      if (LATER.includes(answer.code)) throw new Error(answer.code);
      return answer;
    });
    if (!ok) throw new Error(`${name} was refused: ${code}`);
    promised.push({ clientId, text, seq });
  }
  return {
    name,
    promised,
    held,
    /** Goes in. */
    enter: visit,
    /** Talks until told to stop; resolves when the last message was acknowledged. */
    async talk() {
      isTalking = true;
      for (let count = 1; isTalking; count++) {
        await promise(`${name} ${count}`);
        await sleep(PAUSE_MS);
      }
    },
    stop() {
      isTalking = false;
    },
    /** Waits until this one heard of a message. */
    untilHeard: (seq) =>
      tryTo((visitor) => held().some((message) => message.seq === seq) || visitor.untilSeq(seq)),
  };
}
