// Figures of a broadcast as the viewer writes them.

import { language } from "../../texts";

const KILO = 1_000;
const MEGA = 1_000_000;

/** Bits a second, like `2.5 Mb/s`. */
export function bitrate(bps: number): string {
  const [size, unit, digits] = bps < MEGA ? [KILO, "kilobit", 0] : [MEGA, "megabit", 1];
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit: `${unit}-per-second`,
    maximumFractionDigits: digits,
  }).format(bps / size);
}

/** A number with as many digits as it needs, two at the most. */
export const number = (value: number): string =>
  new Intl.NumberFormat(language.value, { maximumFractionDigits: 2 }).format(value);

/** A time of the day to the second. */
export const preciseTime = (at: string): string =>
  new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(at),
  );

/** A day and a time to the second. */
export const preciseDayAndTime = (at: string): string =>
  new Intl.DateTimeFormat(language.value, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at));
