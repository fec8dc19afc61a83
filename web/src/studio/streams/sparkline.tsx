// The bitrate of the last minutes as a line.

import type { BitratePoint } from "../../api/streams";
import { useStreamsTexts } from "../../texts/streams";
import { bitrate } from "./format";

const WIDTH = 300;
const HEIGHT = 56;
/** Room for the line's own width at the top. */
const HEADROOM = 1.1;

export function Sparkline({ history }: { history: readonly BitratePoint[] }) {
  const { health } = useStreamsTexts();
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || first === last) return null;
  const rates = history.map(({ bitrateBps }) => bitrateBps);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const line = points(history, Math.max(high, 1) * HEADROOM).join(" ");
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={health.graph(bitrate(low), bitrate(high))}
    >
      <polygon class="sparkline-area" points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
      <polyline class="sparkline-line" points={line} />
    </svg>
  );
}

/** From the first to the last point, over nothing to `top`. */
function points(history: readonly BitratePoint[], top: number): string[] {
  const times = history.map(({ at }) => Date.parse(at));
  const start = times[0] ?? 0;
  const lengthMs = Math.max((times.at(-1) ?? 0) - start, 1);
  return history.map(({ bitrateBps }, index) => {
    const x = (((times[index] ?? 0) - start) / lengthMs) * WIDTH;
    return `${x.toFixed(1)},${(HEIGHT - (bitrateBps / top) * HEIGHT).toFixed(1)}`;
  });
}
