// How the VOD webhook is signed.

import { createHmac } from "node:crypto";

/**
 * The value of `Webhook-Signature`.
 *
 * @param {string} secret as the API gave it; its text is the key
 * @param {number} time Unix time in seconds
 * @param {string} body as it is sent
 */
export function webhookSignature(secret, time, body) {
  const sig1 = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return `time=${time},sig1=${sig1}`;
}
