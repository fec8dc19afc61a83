// The people who wrote in a room lately, by name and by id: guests have a name nowhere else.

import type { UserId } from "../../api/chat";

/** Names by id. */
export type People = ReadonlyMap<string, string>;

interface Named {
  userId: UserId;
  username: string;
}

/** The last name that somebody had counts. */
export const peopleOf = (all: readonly Named[]): People =>
  new Map(all.map(({ userId, username }) => [String(userId), username]));

/** Whom somebody means: `#9`, a name of the room, or else a number; null when that is nobody. */
export function personOf(text: string, people: People): UserId | null {
  const wanted = text.trim();
  const number = wanted.match(/^#?([1-9]\d{0,15})$/)?.[1];
  if (number && wanted.startsWith("#")) return Number(number);
  const named = [...people].filter(([, name]) => name.toLowerCase() === wanted.toLowerCase());
  const id = named.at(-1)?.[0];
  if (id !== undefined) return idOf(id);
  return number ? Number(number) : null;
}

const idOf = (text: string): UserId => (/^\d+$/.test(text) ? Number(text) : text);
