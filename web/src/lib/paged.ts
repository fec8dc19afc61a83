// A list that comes page by page.

import { useState } from "preact/hooks";
import type { Page } from "../api/client";
import { type Loaded, useLoaded } from "./load";

/** A list as far as it was asked for. */
export interface Paged<T> extends Omit<Loaded<Page<T>>, "value"> {
  /** Undefined before the first answer. */
  items: T[] | undefined;
  /** Asks for one page more; null when that was all. */
  more: (() => void) | null;
}

type Ask<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

/**
 * Asks for the first page, and for more when that is wished. Whatever is asked anew, is asked from the first page on:
 * what changed in between is right again.
 *
 * @param everyMs how often to ask again by itself; never without it
 */
export function usePaged<T>(ask: Ask<T>, inputs: readonly unknown[], everyMs?: number): Paged<T> {
  const [pages, setPages] = useState(1);
  const loaded = useLoaded((signal) => firstPages(ask, pages, signal), [...inputs, pages], everyMs);
  const { value, error, again } = loaded;
  const more = value && value.nextCursor !== null ? () => setPages(pages + 1) : null;
  return { items: value?.items, more, error, again };
}

async function firstPages<T>(ask: Ask<T>, count: number, signal: AbortSignal): Promise<Page<T>> {
  const items: T[] = [];
  let nextCursor: string | null = null;
  for (let page = 0; page < count; page += 1) {
    const { items: more, nextCursor: next }: Page<T> = await ask(nextCursor ?? undefined, signal);
    items.push(...more);
    nextCursor = next;
    if (next === null) break;
  }
  return { items, nextCursor };
}
