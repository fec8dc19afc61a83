// Who may call the API, and how often.

import { createHash, timingSafeEqual } from "node:crypto";
import { tooMany } from "../control/faults.mjs";
import { ApiError } from "../http/answer.mjs";
import { route } from "../http/router.mjs";

const BASE = "/client/v4/accounts/:account";

/** A route of the API: below the account, with a token, within the rate limit. */
export function apiRoute(pattern, handler) {
  const [method, path] = pattern.split(" ");
  return route(`${method} ${BASE}${path}`, (call) => {
    authenticate(call);
    return overLimit(call) ?? handler(call);
  });
}

function authenticate({ sim, request, params }) {
  const [, token = ""] = request.headers.authorization?.match(/^Bearer (.+)$/i) ?? [];
  const { apiToken, accountId } = sim.settings;
  if (params.account === accountId && same(token, apiToken)) return;
  throw new ApiError(sim.switches.authRefusalStatus, 10000, "Authentication error");
}

const digest = (text) => createHash("sha256").update(text).digest();
const same = (one, other) => timingSafeEqual(digest(one), digest(other));

/** Over the limit every call is refused until the window is over. */
function overLimit({ sim }) {
  const { rateLimitCalls, rateLimitWindowMs } = sim.switches;
  const now = Date.now();
  if (now - sim.rate.since >= rateLimitWindowMs) sim.rate = { since: now, calls: 0 };
  sim.rate.calls += 1;
  if (sim.rate.calls <= rateLimitCalls) return undefined;
  return tooMany(Math.ceil((sim.rate.since + rateLimitWindowMs - now) / 1000));
}
