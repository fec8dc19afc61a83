// Times and numbers as the viewer writes them, in the viewer's zone.

import { language } from "./index";

/** A day and a time, like `Sat, 21 Nov, 18:36`. */
export function dayAndTime(at: string | number | Date): string {
  return new Intl.DateTimeFormat(language.value, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at));
}

/** The same with the zone's name, for what many zones look at. */
export function dayTimeAndZone(at: string): string {
  return new Intl.DateTimeFormat(language.value, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(new Date(at));
}

/** A time of day, like `18:36`. */
export function timeOfDay(at: string | number | Date): string {
  return new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** How long ago, or in how long, like `5 minutes ago`. */
export function fromNow(at: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return format.format(Math.round(seconds / size), unit);
}

/** A length like `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A number with the language's separators, short from ten thousand on. */
export function count(number: number): string {
  const notation = number < 10_000 ? "standard" : "compact";
  return new Intl.NumberFormat(language.value, { notation, maximumFractionDigits: 1 }).format(number);
}
