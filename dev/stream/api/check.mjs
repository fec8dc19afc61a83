// Checks of single fields. Unknown fields are nobody's business: the platform ignores them.

import { ApiError, badRequest } from "../http/answer.mjs";
import { DAY_MS } from "../ids.mjs";

const CREATOR_MAX_CHARS = 64;
const KEPT_DAYS = { min: 30, max: 1096 };

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
export const isText = (value) => typeof value === "string";
const isBoolean = (value) => typeof value === "boolean";
const orNull = (check) => (value) => value === null || check(value);
const isTime = (value) => isText(value) && !Number.isNaN(Date.parse(value));
const isWithin = (min, max) => (value) => typeof value === "number" && value >= min && value <= max;

const FIELDS = {
  meta: isObject,
  enabled: isBoolean,
  preferLowLatency: isBoolean,
  requireSignedURLs: isBoolean,
  hideLiveViewerCount: isBoolean,
  allowedOrigins: orNull((value) => Array.isArray(value) && value.every(isText)),
  creator: orNull((value) => isText(value) && value.length <= CREATOR_MAX_CHARS),
  defaultCreator: orNull((value) => isText(value) && value.length <= CREATOR_MAX_CHARS),
  mode: (value) => value === "off" || value === "automatic",
  scheduledDeletion: orNull(isDeletionTime),
  thumbnailTimestampPct: isWithin(0, 1),
  maxDurationSeconds: orNull((value) => Number.isInteger(value) && isWithin(1, 36_000)(value)),
  uploadExpiry: orNull(isTime),
  expiry: isTime,
  publicDetails: isObject,
  recording: isObject,
  name: isText,
};

function isDeletionTime(value) {
  const days = (Date.parse(value) - Date.now()) / DAY_MS;
  return days > KEPT_DAYS.min - 1 && days <= KEPT_DAYS.max;
}

/**
 * Those of the named fields that were sent.
 *
 * @param {object} fields
 * @param {string[]} names
 * @throws {ApiError} at the first that cannot be
 */
export function pick(fields, names) {
  const picked = {};
  for (const name of names) {
    if (fields[name] === undefined) continue;
    if (!FIELDS[name](fields[name])) throw badRequest(`invalid ${name}`);
    picked[name] = fields[name];
  }
  return picked;
}

/** @throws {ApiError} when the days are outside of what the platform allows; null means forever */
export function checkKeptDays(days) {
  if (days === undefined || days === null) return;
  if (Number.isInteger(days) && days >= KEPT_DAYS.min && days <= KEPT_DAYS.max) return;
  throw new ApiError(
    400,
    10060,
    `deleteRecordingAfterDays must be between ${KEPT_DAYS.min} and ${KEPT_DAYS.max}`,
  );
}

/** An address of the web. */
export function webUrl(text, refusal) {
  const url = isText(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol)) return url.href;
  throw refusal;
}

/** `true` or `false` of a query. */
export const flag = (query, name) => query.get(name) === "true";
