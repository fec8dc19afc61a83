// From values to places in a chart: pure, so that it can be tested without a browser.

/** A value in time; null where nothing is known. */
export interface Point {
  at: number;
  value: number | null;
}

/** A round number that is not below the largest value: 1, 2 or 5 times a power of ten; 4 at least, for whole steps. */
export function ceiling(most: number): number {
  const least = Math.max(most, 4);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 4, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return factor * power;
}

/** Points that follow each other without a gap; a gap is more than one and a half steps, or a value that is not known. */
export function runs(points: readonly Point[], stepMs: number): { at: number; value: number }[][] {
  const found: { at: number; value: number }[][] = [];
  let last: number | undefined;
  for (const { at, value } of points) {
    if (value === null) {
      last = undefined;
      continue;
    }
    if (last === undefined || at - last > stepMs * 1.5) found.push([]);
    found.at(-1)?.push({ at, value });
    last = at;
  }
  return found;
}

const MINUTE_MS = 60_000;
/** How far apart marks of time may be. */
const DISTANCES_MS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880].map((count) => count * MINUTE_MS);

/** Marks of time between two instants, at most so many, at round times of the viewer's day. */
export function marks(from: number, to: number, most: number): number[] {
  const distance = DISTANCES_MS.find((ms) => (to - from) / ms <= most) ?? 2_880 * MINUTE_MS;
  const offset = new Date(from).getTimezoneOffset() * MINUTE_MS;
  const first = Math.ceil((from - offset) / distance) * distance + offset;
  const found = [];
  for (let at = first; at <= to; at += distance) found.push(at);
  return found;
}

/** The point that is nearest to an instant, of those with a value. */
export function nearest(points: readonly Point[], at: number): Point | undefined {
  const known = points.filter(({ value }) => value !== null);
  const distance = (point: Point) => Math.abs(point.at - at);
  return known.reduce<Point | undefined>(
    (best, point) => (best && distance(best) <= distance(point) ? best : point),
    undefined,
  );
}
