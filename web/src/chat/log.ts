// The messages that a page has, in the room's order. Pure: every function gives a new log.

import type { Message } from "../api/chat";

/** A run of messages without gaps, the oldest first. */
export interface Log {
  readonly messages: readonly Message[];
  /** Whether there is nothing before the first of them. */
  readonly isWhole: boolean;
}

/** As many are kept; who reads further up loads them again. */
const KEPT = 2_000;

export const EMPTY: Log = { messages: [], isWhole: false };

/** The number of the newest message, 0 when there is none. */
export const newest = (log: Log): number => log.messages.at(-1)?.seq ?? 0;

/** The number of the oldest message, 0 when there is none. */
export const oldest = (log: Log): number => log.messages[0]?.seq ?? 0;

/** The log with these messages, each once, however often and in whatever order they come. */
export function merged(log: Log, more: readonly Message[]): Log {
  const known = newest(log);
  const isNext = more.every((message, index) => message.seq === known + 1 + index) && known > 0;
  const messages = isNext ? [...log.messages, ...more] : sorted(log.messages, more);
  return whole({ ...log, messages });
}

function sorted(some: readonly Message[], more: readonly Message[]): Message[] {
  const bySeq = new Map([...some, ...more].map((message) => [message.seq, message]));
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

const whole = (log: Log): Log => ({ ...log, isWhole: log.isWhole || oldest(log) === 1 });

/** The log without its oldest messages, when it has grown long. */
export function trimmed(log: Log): Log {
  if (log.messages.length <= KEPT) return log;
  return { messages: log.messages.slice(-KEPT), isWhole: false };
}

/** The log with one message's text taken away. */
export function withDeleted(log: Log, seq: number): Log {
  const deleted = (message: Message) => ({ ...message, message: "", deleted: true });
  return {
    ...log,
    messages: log.messages.map((message) => (message.seq === seq ? deleted(message) : message)),
  };
}

/** Where messages are missing: both ends are there. */
export interface Hole {
  after: number;
  before: number;
}

/** What is missing before this message. */
export function holeBefore(log: Log, seq: number): Hole | null {
  const known = newest(log);
  return known > 0 && seq > known + 1 ? { after: known, before: seq } : null;
}
