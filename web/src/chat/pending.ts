// What was said and is not in the log yet. Pure.

import type { Message } from "../api/chat";

/** A message on its way. */
export interface Pending {
  readonly clientId: string;
  readonly text: string;
  /** Its number, once it is stored: it leaves when the log has it. */
  readonly seq?: number;
  /** Why the room refused it; it waits for its author then. */
  readonly refusal?: Refusal;
}

/** A refusal of the room. */
export interface Refusal {
  readonly code: string;
  /** When it is worth trying again, in Unix milliseconds. */
  readonly until: number | null;
}

/** Those that must be sent, or sent again: neither stored nor refused. */
export const unsent = (all: readonly Pending[]): Pending[] =>
  all.filter(({ seq, refusal }) => seq === undefined && refusal === undefined);

/** Changes one of them. */
export const changed = (all: readonly Pending[], clientId: string, change: Partial<Pending>): Pending[] =>
  all.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));

/** Without the one. */
export const without = (all: readonly Pending[], clientId: string): Pending[] =>
  all.filter((one) => one.clientId !== clientId);

/** Sent again by its author. */
export const retried = (all: readonly Pending[], clientId: string): Pending[] =>
  all.map((one) => (one.clientId === clientId ? { clientId, text: one.text } : one));

/** Without those that the log has by now: by their number, or because they came in under the author's own mark. */
export function settled(all: readonly Pending[], newestSeq: number, came: readonly Message[]): Pending[] {
  const marks = new Set(came.map((message) => message.clientId));
  return all.filter(({ clientId, seq }) => !marks.has(clientId) && (seq === undefined || seq > newestSeq));
}
