// Sizes and spans of time, as the viewer writes them.

import { language } from "../../texts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size like `3.5 MB`. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1_000 ** power;
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: power > 2 || (amount < 10 && power > 1) ? 1 : 0,
  }).format(amount);
}

/** A span like `2 minutes`. */
export function span(seconds: number): string {
  const [unit, length] =
    seconds < 90
      ? (["second", 1] as const)
      : seconds < 5_400
        ? (["minute", 60] as const)
        : (["hour", 3_600] as const);
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: unit === "hour" ? 1 : 0,
  }).format(seconds / length);
}
