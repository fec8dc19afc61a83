// A curve over time. Drawn by SVG attributes alone: the policy lets no styles in.

import { useEffect, useRef, useState } from "preact/hooks";
import { useAdminTexts } from "../texts/admin";
import { count, dayAndTime, timeOfDay } from "../texts/format";
import { ceiling, marks, nearest, type Point, runs } from "./scale";
import { dayOf } from "./times";

interface Props {
  title: string;
  points: Point[];
  from: number;
  to: number;
  stepMs: number;
}

const HEIGHT = 150;
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 8, 8, 22];
/** Narrower than this the marks of time would touch. */
const MARK_WIDTH = 70;
const DAY_MS = 86_400_000;

export function Chart({ title, points, from, to, stepMs }: Props) {
  const admin = useAdminTexts();
  const [figure, width] = useWidth();
  const [looked, setLooked] = useState<Point>();
  const most = Math.max(0, ...points.map(({ value }) => value ?? 0));
  const top = ceiling(most);
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (width - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const last = points.findLast(({ value }) => value !== null);
  const shown = looked ?? last;
  const look = (event: PointerEvent) => {
    const place = event.clientX - (figure.current?.getBoundingClientRect().left ?? 0);
    setLooked(nearest(points, from + ((place - LEFT) / (width - LEFT - RIGHT)) * (to - from)));
  };
  return (
    <figure class="chart" ref={figure}>
      <figcaption>
        <h3>{title}</h3>
        <p>
          <strong>{shown?.value === undefined || shown.value === null ? "–" : count(shown.value)}</strong>{" "}
          <span class="quiet">{shown ? dayAndTime(shown.at) : admin.noData}</span>
        </p>
      </figcaption>
      <svg
        role="img"
        aria-label={admin.chart(title, last?.value ?? null, most)}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        width={width}
        height={HEIGHT}
        onPointerMove={look}
        onPointerLeave={() => setLooked(undefined)}
      >
        <Grid {...{ from, to, top, width, x, y }} />
        {runs(points, stepMs).map((run) => (
          <Curve key={run[0]?.at} run={run} x={x} y={y} />
        ))}
        {looked?.value !== undefined && looked.value !== null && (
          <circle class="chart-look" cx={x(looked.at)} cy={y(looked.value)} r="4" />
        )}
      </svg>
    </figure>
  );
}

/** The element, and how wide it is. */
function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const observer = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)),
    );
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}

interface GridProps {
  from: number;
  to: number;
  top: number;
  width: number;
  x: (at: number) => number;
  y: (value: number) => number;
}

function Grid({ from, to, top, width, x, y }: GridProps) {
  const times = marks(from, to, Math.max(2, Math.floor((width - LEFT) / MARK_WIDTH)));
  const word = to - from > 2 * DAY_MS ? dayOf : timeOfDay;
  return (
    <g>
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line class="chart-line" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text class="chart-word" x={LEFT - 6} y={y(value) + 4} text-anchor="end">
            {count(value)}
          </text>
        </g>
      ))}
      {times
        .filter((at) => x(at) < width - MARK_WIDTH / 3)
        .map((at) => (
          <text key={at} class="chart-word" x={x(at)} y={HEIGHT - 6} text-anchor="middle">
            {word(at)}
          </text>
        ))}
    </g>
  );
}

interface CurveProps {
  run: { at: number; value: number }[];
  x: (at: number) => number;
  y: (value: number) => number;
}

function Curve({ run, x, y }: CurveProps) {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return null;
  if (run.length === 1) return <circle class="chart-dot" cx={x(first.at)} cy={y(first.value)} r="2.5" />;
  const line = run.map(({ at, value }) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
  return (
    <>
      <path class="chart-area" d={`M${x(first.at)} ${y(0)}L${line}L${x(last.at)} ${y(0)}Z`} />
      <path class="chart-curve" d={`M${line}`} />
    </>
  );
}
