// A list that is shown page by page.

import { useEffect, useState } from "preact/hooks";
import type { Page } from "../../api/client";
import { useLoaded } from "../../lib/load";

export interface Pages<T> {
  /** Undefined before the first page is there. */
  items: readonly T[] | undefined;
  error: unknown;
  hasMore: boolean;
  isLoading: boolean;
  /** Loads the next page. */
  more: () => void;
  again: () => void;
}

interface Known<T> {
  items: ReadonlyMap<number, T>;
  /** Where what is not known begins; undefined before the first page is there. */
  cursor: string | null | undefined;
}

const nothing = <T>(): Known<T> => ({ items: new Map(), cursor: undefined });

function joined<T>(known: Known<T>, items: readonly T[], keyOf: (item: T) => number): ReadonlyMap<number, T> {
  return new Map([...known.items, ...items.map((item) => [keyOf(item), item] as const)]);
}

/**
 * Asks for the first page, and anew when one of `inputs` changes; for further ones when somebody wants them.
 *
 * @param keyOf a number by which the list falls; what is known under it is replaced
 * @param everyMs how often to look whether the first page has something new
 */
export function usePages<T>(
  ask: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>,
  keyOf: (item: T) => number,
  inputs: readonly unknown[],
  everyMs?: number,
): Pages<T> {
  const [known, setKnown] = useState<Known<T>>(nothing);
  const [failure, setFailure] = useState<unknown>();
  const [isLoading, setIsLoading] = useState(false);
  const head = useLoaded((signal) => ask(undefined, signal), inputs, everyMs);
  useEffect(() => setKnown(nothing), inputs);
  useEffect(() => {
    const page = head.value;
    if (!page) return;
    setKnown((known) => ({
      items: joined(known, page.items, keyOf),
      cursor: known.cursor === undefined ? page.nextCursor : known.cursor,
    }));
  }, [head.value]);

  async function load(cursor: string) {
    setIsLoading(true);
    setFailure(undefined);
    try {
      const page = await ask(cursor);
      setKnown((known) => ({ items: joined(known, page.items, keyOf), cursor: page.nextCursor }));
    } catch (error) {
      setFailure(error);
    } finally {
      setIsLoading(false);
    }
  }
  const { cursor } = known;
  return {
    items: cursor === undefined ? undefined : [...known.items.values()].sort((a, b) => keyOf(b) - keyOf(a)),
    error: failure ?? head.error,
    hasMore: typeof cursor === "string",
    isLoading,
    more: () => void (typeof cursor === "string" && load(cursor)),
    again: head.again,
  };
}
