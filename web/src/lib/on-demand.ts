// Parts of a page that come when they are first shown.

import { useEffect, useState } from "preact/hooks";

/** How long after a failure a part is asked for again. */
const RETRY_MS = 4_000;

/**
 * A part's script; null until it is there. Without a network it is tried again.
 *
 * @param load brings it, by `import()`
 */
export function useOnDemand<T extends object>(load: () => Promise<T>): T | null {
  const [part, setPart] = useState<T | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    load().then(setPart, () => {
      timer = setTimeout(() => setTries(tries + 1), RETRY_MS);
    });
    return () => clearTimeout(timer);
  }, [tries]);
  return part;
}
