// Times as the log needs them, in the viewer's zone.

import { language } from "../texts";

const format = (options: Intl.DateTimeFormatOptions) => (at: string | number) =>
  new Intl.DateTimeFormat(language.value, options).format(new Date(at));

/** A day and a time with its seconds, like `21 Nov, 18:36:05`. */
export const toTheSecond = format({
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A day, like `Sat, 21`. */
export const dayOf = format({ weekday: "short", day: "numeric" });

/** The name of the viewer's zone, like `GMT+7`. */
export function zone(): string {
  const parts = new Intl.DateTimeFormat(language.value, { timeZoneName: "short" }).formatToParts(new Date());
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** What a field for day and time holds, as the API takes it; undefined when it holds none. */
export function asInstant(local: string): string | undefined {
  const at = Date.parse(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
