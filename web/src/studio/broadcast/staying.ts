// While something is on the air: the page asks before it goes, and the screen stays on.

import { useEffect } from "preact/hooks";

/** @param leave what to do when the page goes nevertheless */
export function useBusyPage(isBusy: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isBusy) return;
    const over = new AbortController();
    const { signal } = over;
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    addEventListener("pagehide", leave, { signal });
    void keepAwake(signal);
    document.addEventListener("visibilitychange", () => void keepAwake(signal), { signal });
    return () => over.abort();
  }, [isBusy]);
}

/** A phone that falls asleep takes its camera along. The lock is gone whenever the page was hidden. */
async function keepAwake(signal: AbortSignal): Promise<void> {
  if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  const lock = await navigator.wakeLock.request("screen").catch(() => undefined); // such as: the battery is low
  if (signal.aborted) void lock?.release();
  else signal.addEventListener("abort", () => void lock?.release());
}
