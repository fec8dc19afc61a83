// What the Workers under test are set to.

import { DEVELOPMENT } from "../../dev/lib/settings.mjs";

export { DEVELOPMENT };

export const WEBHOOK_SECRET = DEVELOPMENT.WEBHOOK_SECRET;

/** The key that signs tokens, as `{kid, secret}`. */
export const JWT_KEY = keysOf(DEVELOPMENT.JWT_SECRETS)[0];

/** How long an encoder may be away, for tests that wait for it. A busy machine must manage a look within it. */
const RECONNECT_WINDOW_MS = 8_000;
/** How long a publisher may be silent; longer than a busy machine takes from one hook of a test to the next. */
const SILENCE_LIMIT_MS = 8_000;

/** As much as a test likes to say. */
export const TALKATIVE = { CHAT_RATE_MESSAGES: "10000" };

/** Settings of the Worker that most tests share: what takes half a minute in life takes seconds here. */
export const SHARED = {
  RECONNECT_WINDOW_MS: String(RECONNECT_WINDOW_MS),
  SILENCE_LIMIT_MS: String(SILENCE_LIMIT_MS),
  ...TALKATIVE,
};

/** @param {string} text `kid:secret,kid:secret` */
export function keysOf(text) {
  return text.split(",").map((entry) => {
    const [, kid, secret] = entry.match(/^([^:]+):(.+)$/);
    return { kid, secret };
  });
}
