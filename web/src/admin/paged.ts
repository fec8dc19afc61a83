// A list that comes in pages: the first is looked at again and again, until somebody reads on.

import { useEffect, useState } from "preact/hooks";
import type { Page } from "../api/client";
import { useLoaded } from "../lib/load";

export interface Paged<T, P> {
  /** What is shown; undefined until the first page is there. */
  items: T[] | undefined;
  /** The first page, with whatever else is on it. */
  first: P | undefined;
  error: unknown;
  hasMore: boolean;
  /** Reads on. */
  more: () => void;
  /** Begins anew. */
  again: () => void;
}

interface Rest<T> {
  items: T[];
  cursor: string | null;
}

/**
 * @param ask for a page, by the cursor of the one before
 * @param everyMs how often the first page is asked for again while nobody has read on
 */
export function usePaged<T, P extends Page<T>>(
  ask: (cursor: string | undefined, signal?: AbortSignal) => Promise<P>,
  inputs: readonly unknown[],
  everyMs?: number,
): Paged<T, P> {
  const [rest, setRest] = useState<Rest<T> | null>(null);
  const [failed, setFailed] = useState<unknown>();
  const first = useLoaded((signal) => ask(undefined, signal), inputs, rest ? undefined : everyMs);
  useEffect(() => {
    setRest(null);
    setFailed(undefined);
  }, inputs);
  const cursor = rest ? rest.cursor : (first.value?.nextCursor ?? null);
  const more = () => {
    if (cursor === null) return;
    ask(cursor).then(({ items, nextCursor }) => {
      setRest((before) => ({ items: [...(before?.items ?? []), ...items], cursor: nextCursor }));
      setFailed(undefined);
    }, setFailed);
  };
  const again = () => {
    setRest(null);
    setFailed(undefined);
    first.again();
  };
  return {
    items: first.value && [...first.value.items, ...(rest?.items ?? [])],
    first: first.value,
    error: failed ?? first.error,
    hasMore: cursor !== null,
    more,
    again,
  };
}
