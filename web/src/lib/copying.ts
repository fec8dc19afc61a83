// What a button that copies says.

import { useEffect, useState } from "preact/hooks";

/** How long it says that it has copied. */
const SAID_MS = 4_000;

export interface Copying {
  outcome: "copied" | "failed" | null;
  /** Copies what `bring` brings; that it failed, it says as an outcome. */
  copy: (bring: () => Promise<string>) => void;
}

export function useCopying(): Copying {
  const [outcome, setOutcome] = useState<Copying["outcome"]>(null);
  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (bring: () => Promise<string>) =>
    void bring()
      .then((text) => navigator.clipboard.writeText(text))
      .then(
        () => setOutcome("copied"),
        () => setOutcome("failed"),
      );
  return { outcome, copy };
}
