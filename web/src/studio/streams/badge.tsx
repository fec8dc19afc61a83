// A stream's state as a small mark.

import { useStreamsTexts } from "../../texts/streams";
import type { StreamState } from "./state";

export function StateBadge({ state }: { state: StreamState | "interrupted" }) {
  const { status } = useStreamsTexts();
  return <span class={`badge state-${state} ${state === "live" ? "badge-live" : ""}`}>{status[state]}</span>;
}
