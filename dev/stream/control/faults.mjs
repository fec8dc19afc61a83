// Faults that a test asks for, each for the next so many calls or webhooks that fit.

import { ApiError, badRequest, json, refusal } from "../http/answer.mjs";

const CALL_KINDS = ["slow", "rate_limited", "error", "cut", "refused", "wrong_echo"];
const WEBHOOK_KINDS = ["webhook_doubled", "webhook_reordered", "webhook_lost"];
const KINDS = [...CALL_KINDS, ...WEBHOOK_KINDS, "closed", "deaf"];
const SIDES = ["publisher", "viewers"];

/**
 * @typedef {object} Fault
 * @property {string} kind
 * @property {string} [method] any when absent
 * @property {string} [path] a regular expression; for webhooks, of the receiver's path
 * @property {number} times how often it is still to happen
 * @property {number} [ms] `slow`: how late the answer is; `closed`, `deaf`: for how long nobody listens;
 *   `webhook_reordered`: the longest wait for another one
 * @property {number} [status] of `error`
 * @property {number} [retryAfterS] of `rate_limited`
 * @property {object} [result] of `wrong_echo`: laid over the answer's result
 * @property {"publisher" | "viewers"} [side] of `deaf`: whose media does not get through; everybody's when absent
 */

export function createFaults() {
  /** @type {Fault[]} */
  let pending = [];
  let deafUntilMs = {};
  function take(kinds, method, path) {
    const fault = pending.find(
      (candidate) => kinds.includes(candidate.kind) && fits(candidate, method, path),
    );
    if (fault === undefined) return undefined;
    fault.times -= 1;
    pending = pending.filter(({ times }) => times > 0);
    return { ...fault, answer: ready(fault) };
  }
  function deafen({ side, ms }) {
    for (const one of side ? [side] : SIDES) deafUntilMs[one] = Date.now() + ms;
  }
  return {
    add: (wish) => {
      const fault = checked(wish);
      if (fault.kind === "deaf") deafen(fault);
      else if (fault.kind !== "closed") pending.push(fault);
      return fault;
    },
    clear: () => {
      pending = [];
      deafUntilMs = {};
    },
    /** Whether nothing of WebRTC gets through to or from that side. */
    isDeaf: (side) => Date.now() < (deafUntilMs[side] ?? 0),
    list: () => pending,
    take: (method, path) => take(CALL_KINDS, method, path),
    takeForWebhook: (path) => take(WEBHOOK_KINDS, "POST", path),
  };
}

function checked(wish) {
  const {
    kind,
    method,
    path,
    times = 1,
    ms = 1_000,
    status = 500,
    retryAfterS = 1,
    result = {},
    side,
  } = wish;
  if (!KINDS.includes(kind)) throw badRequest(`the kinds are ${KINDS.join(", ")}`);
  if (!isPattern(path)) throw badRequest("path is a regular expression");
  if (!Number.isInteger(times) || times < 1) throw badRequest("times is a positive integer");
  if (side !== undefined && !SIDES.includes(side)) throw badRequest(`the sides are ${SIDES.join(", ")}`);
  return { kind, method, path, times, ms, status, retryAfterS, result, side };
}

function isPattern(path) {
  try {
    return new RegExp(path ?? "") !== undefined;
  } catch {
    return false;
  }
}

function fits({ method, path }, calledMethod, calledPath) {
  if (method !== undefined && method !== calledMethod) return false;
  return path === undefined || new RegExp(path).test(calledPath);
}

/** The answer of faults that leave the call undone. */
function ready({ kind, status, retryAfterS }) {
  if (kind === "error") return refusal(new ApiError(status, 10001, "Internal Error"));
  if (kind === "rate_limited") return tooMany(retryAfterS);
  return undefined;
}

/** @param {number} retryAfterS */
export const tooMany = (retryAfterS) =>
  refusal(
    new ApiError(429, 10429, "More than 1200 requests per 300 seconds reached.", {
      "retry-after": `${retryAfterS}`,
    }),
  );

/** The answer as the fault leaves it. */
export function spoil(fault, answer) {
  if (fault?.kind !== "wrong_echo" || !answer.json?.success) return answer;
  const spoilt = { ...answer.json, result: laidOver(answer.json.result, fault.result) };
  return json(answer.status, spoilt, answer.headers);
}

function laidOver(below, above) {
  if (!isObject(below) || !isObject(above)) return above;
  const merged = { ...below };
  for (const [name, value] of Object.entries(above)) merged[name] = laidOver(below[name], value);
  return merged;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
