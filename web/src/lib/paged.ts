// A list that comes page by page.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../api/client";
import { useLoaded } from "./load";

/** A list as far as it was asked for. */
export interface Paged<T, More = unknown> {
  /** Undefined before the first answer. */
  items: T[] | undefined;
  /** The first page, with whatever else stands on it. */
  first: (Page<T> & More) | undefined;
  keyOf: (item: T) => Key;
  error: unknown;
  hasMore: boolean;
  /** Whether what is shown is not yet all that was asked for. */
  isLoading: boolean;
  /** Reads one page further. */
  more: () => void;
  /** Asks anew for what is shown. */
  again: () => void;
}

type Key = string | number;

interface Question<T, P> {
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<P>;
  /** What an item is known by: none is shown twice. */
  keyOf: (item: T) => Key;
  /** How often to ask again by itself; never without it. */
  everyMs?: number | undefined;
  /** Whether what stands in it stays as it is, the newest first: then only the first page is asked for again. */
  isLog?: boolean;
}

/** What was asked for. */
interface Wish {
  pages: number;
  inputs: readonly unknown[];
}

/** What came of a wish. */
interface Answer<T, P> extends Wish {
  first: P;
  items: T[];
  nextCursor: string | null;
}

/**
 * Asks for the first page, and anew when one of `inputs` changes; for further ones when that is wished. What was read
 * on stays, and is asked for again with the first page, so that what changed in between is right again.
 */
export function usePaged<T, More>(
  question: Question<T, Page<T> & More>,
  inputs: readonly unknown[],
): Paged<T, More> {
  const [wish, setWish] = useState<Wish>({ pages: 1, inputs });
  const wanted = isSame(wish.inputs, inputs) ? wish : { pages: 1, inputs };
  useEffect(() => setWish({ pages: 1, inputs }), inputs); // who comes back to what was asked before begins anew
  const known = useRef<Answer<T, Page<T> & More>>(undefined);
  const { value, error, again } = useLoaded(
    (signal) => answer(question, wanted, known.current, signal),
    [...inputs, wanted.pages],
    question.everyMs,
  );
  known.current = value;
  const isBehind = value !== undefined && (value.pages < wanted.pages || !isSame(value.inputs, inputs));
  const isLoading = isBehind && error === undefined;
  function more() {
    if (!value || isLoading) return;
    if (isBehind) again();
    else setWish({ pages: value.pages + 1, inputs });
  }
  const hasMore = value !== undefined && value.nextCursor !== null;
  const { items, first } = value ?? { items: undefined, first: undefined };
  return { items, first, keyOf: question.keyOf, error, hasMore, isLoading, more, again };
}

const isSame = (some: readonly unknown[], others: readonly unknown[]) =>
  some.every((one, place) => Object.is(one, others[place]));

/** Asks for as much as has to be asked for: of a log, what is known need not come again. */
function answer<T, P extends Page<T>>(
  question: Question<T, P>,
  wish: Wish,
  known: Answer<T, P> | undefined,
  signal: AbortSignal,
): Promise<Answer<T, P>> {
  const isKnown = known !== undefined && isSame(known.inputs, wish.inputs);
  if (!question.isLog || !isKnown || wish.pages === 1) return firstPages(question, wish, signal);
  return known.pages < wish.pages
    ? nextPage(question, wish, known, signal)
    : renewed(question, wish, known, signal);
}

async function firstPages<T, P extends Page<T>>(
  { ask, keyOf }: Question<T, P>,
  wish: Wish,
  signal: AbortSignal,
): Promise<Answer<T, P>> {
  const first = await ask(undefined, signal);
  let { items, nextCursor } = first;
  for (let page = 1; page < wish.pages && nextCursor !== null; page += 1) {
    const next = await ask(nextCursor, signal);
    items = [...items, ...next.items];
    nextCursor = next.nextCursor;
  }
  return { ...wish, first, items: once(items, keyOf), nextCursor };
}

/** What is known of a log, and one page more. */
async function nextPage<T, P extends Page<T>>(
  { ask, keyOf }: Question<T, P>,
  wish: Wish,
  known: Answer<T, P>,
  signal: AbortSignal,
): Promise<Answer<T, P>> {
  const { items, nextCursor } = await ask(known.nextCursor ?? undefined, signal);
  return { ...wish, first: known.first, items: once([...known.items, ...items], keyOf), nextCursor };
}

/** A log with what is new in it. Where that is more than a page, it is read anew, so that nothing is left out. */
async function renewed<T, P extends Page<T>>(
  question: Question<T, P>,
  wish: Wish,
  known: Answer<T, P>,
  signal: AbortSignal,
): Promise<Answer<T, P>> {
  const { ask, keyOf } = question;
  const first = await ask(undefined, signal);
  const shown = new Set(known.items.map(keyOf));
  if (!first.items.some((item) => shown.has(keyOf(item)))) return firstPages(question, wish, signal);
  return { ...known, first, items: once([...first.items, ...known.items], keyOf) };
}

/** Each item once, at its first place. */
function once<T>(items: readonly T[], keyOf: (item: T) => Key): T[] {
  const shown = new Set<Key>();
  return items.filter((item) => !shown.has(keyOf(item)) && shown.add(keyOf(item)));
}
