// What a component shows while, after and instead of asking for something.

import { useEffect, useState } from "preact/hooks";

/** How far a question is: `again` asks anew and keeps what is shown until the answer is there. */
export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  again: () => void;
}

/**
 * Asks, and asks again when one of `inputs` changes.
 *
 * @param everyMs how often to ask again by itself while the page is visible; never without it
 */
export function useLoaded<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  everyMs?: number,
): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [round, setRound] = useState(0);
  const again = () => setRound((count) => count + 1);
  useEffect(() => {
    const leaving = new AbortController();
    ask(leaving.signal).then(
      (value) => leaving.signal.aborted || setState({ value }),
      (error: unknown) => leaving.signal.aborted || setState((before) => ({ ...before, error })),
    );
    return () => leaving.abort();
  }, [...inputs, round]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === "visible" && again(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return { value: state.value, error: state.error, again };
}
