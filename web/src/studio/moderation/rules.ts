// A room's rules as a form has them, and back.

import type { RoomSettings } from "../../api/chat";

export const AGE_UNITS = { minutes: 60, hours: 3_600, days: 86_400 } as const;

export type AgeUnit = keyof typeof AGE_UNITS;

/** What the form's fields hold. */
export interface Draft {
  slowMode: string;
  guestsMayChat: boolean;
  linksAllowed: boolean;
  age: string;
  ageUnit: AgeUnit;
  words: string;
}

/** Fields that do not hold what they must. */
export type Faults = Partial<Record<"slowMode" | "age" | "words", true>>;

/** Six hours. */
export const MAX_SLOW_MODE_S = 21_600;
const MAX_AGE_S = 31_536_000;
const MAX_WORDS = 200;
const MAX_WORD_LENGTH = 50;

/** The form that says what holds. An age is told in the largest unit that does. */
export function draftOf(settings: RoomSettings): Draft {
  const ageUnit = unitOf(settings.minAccountAgeSeconds);
  return {
    slowMode: String(settings.slowModeSeconds),
    guestsMayChat: settings.guestsMayChat,
    linksAllowed: settings.linksAllowed,
    age: String(Math.ceil(settings.minAccountAgeSeconds / AGE_UNITS[ageUnit])),
    ageUnit,
    words: settings.blockedWords.join("\n"),
  };
}

function unitOf(seconds: number): AgeUnit {
  if (seconds > 0 && seconds % AGE_UNITS.days === 0) return "days";
  return seconds > 0 && seconds % AGE_UNITS.hours === 0 ? "hours" : "minutes";
}

/** What was changed of `before`, and nothing else: somebody else may have changed the rest meanwhile. */
export function changeOf(draft: Draft, before: Draft): Partial<RoomSettings> {
  const isOther = (...fields: (keyof Draft)[]) => fields.some((field) => draft[field] !== before[field]);
  return {
    ...(isOther("slowMode") && { slowModeSeconds: whole(draft.slowMode) ?? 0 }),
    ...(isOther("guestsMayChat") && { guestsMayChat: draft.guestsMayChat }),
    ...(isOther("linksAllowed") && { linksAllowed: draft.linksAllowed }),
    ...(isOther("age", "ageUnit") && { minAccountAgeSeconds: ageOf(draft) ?? 0 }),
    ...(isOther("words") && { blockedWords: wordsOf(draft.words) }),
  };
}

export function faultsOf(draft: Draft): Faults {
  const words = wordsOf(draft.words);
  const isTooLong = words.some((word) => [...word].length > MAX_WORD_LENGTH);
  return {
    ...(!isWithin(whole(draft.slowMode), MAX_SLOW_MODE_S) && { slowMode: true }),
    ...(!isWithin(ageOf(draft), MAX_AGE_S) && { age: true }),
    ...((words.length > MAX_WORDS || isTooLong) && { words: true }),
  };
}

const isWithin = (number: number | null, max: number) => number !== null && number <= max;

/** A whole number that is not negative; nothing counts as 0. */
const whole = (text: string): number | null => (/^\s*\d*\s*$/.test(text) ? Number(text) : null);

function ageOf({ age, ageUnit }: Draft): number | null {
  const count = whole(age);
  return count === null ? null : count * AGE_UNITS[ageUnit];
}

const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((word) => word.trim())
      .filter(Boolean),
  ),
];
