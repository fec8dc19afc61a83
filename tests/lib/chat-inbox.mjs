// What came from a room, in order, for those who wait for some of it.

import { PATIENCE_MS } from "./eventually.mjs";

/**
 * @typedef {object} Inbox
 * @property {any[]} frames everything that came, each with its `type`
 * @property {(frame: any) => void} put
 * @property {(why: string) => void} end nothing more will come; who waits is told why
 * @property {<T>(what: string, look: () => T | undefined | false) => Promise<T>} until looks again at every frame
 * @property {(type: string, is?: (frame: any) => boolean) => Promise<any>} next the first of its type after the one
 *   that was asked for last
 * @property {() => any[]} messages those that were sent to all, however many a frame
 */

/**
 * What a promise brings, unless that takes too long.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @returns {Promise<T>}
 */
export async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in ${PATIENCE_MS} ms`)), PATIENCE_MS).unref();
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @returns {Inbox} */
export function newInbox() {
  const frames = [];
  const read = new Map();
  const waiting = new Set();
  let ended;

  function until(what, look) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found) settle(resolve, found);
        else if (ended !== undefined) settle(reject, new Error(`${ended} before ${what}; ${heard(frames)}`));
      };
      const timer = setTimeout(
        () => settle(reject, new Error(`no ${what} in ${PATIENCE_MS} ms; ${heard(frames)}`)),
        PATIENCE_MS,
      ).unref();
      const settle = (how, value) => {
        clearTimeout(timer);
        waiting.delete(check);
        how(value);
      };
      waiting.add(check);
      check();
    });
  }
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  function look(type, is) {
    for (let at = read.get(type) ?? 0; at < frames.length; at++) {
      if (frames[at].type !== type || !is(frames[at])) continue;
      read.set(type, at + 1);
      return frames[at];
    }
  }
  return {
    frames,
    until,
    put(frame) {
      ended = undefined; // it came back
      frames.push(frame);
      wake();
    },
    end(why) {
      ended = why;
      wake();
    },
    next: (type, is = () => true) => until(type, () => look(type, is)),
    messages: () => frames.flatMap(messagesOf),
  };
}

function messagesOf({ type, offset, ...content }) {
  if (type === "chat_message") return [content];
  return type === "chat_messages" ? content.messages : [];
}

/** For a failure's text: the last of it. */
const heard = (frames) =>
  `heard ${frames.length} frames, the last: ${JSON.stringify(frames.slice(-5)).slice(0, 1000)}`;
