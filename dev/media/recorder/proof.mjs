// How the recorder proves who it is: a token for the API, a signature for the webhook.

import { createHmac } from "node:crypto";

/** Long enough for the call that it is made for; an upload is judged when it begins. */
const TOKEN_SECONDS = 300;

/**
 * The value of `Authorization`, with a token of role `media` made for this moment where none was given.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {number} nowS Unix seconds
 */
export function authorization({ token, key, issuer, audience }, nowS) {
  if (token) return `Bearer ${token}`;
  const claims = { sub: "recorder", name: "recorder", role: "media", iss: issuer, aud: audience };
  const times = { iat: nowS, exp: nowS + TOKEN_SECONDS };
  const text = [
    { alg: "HS256", kid: key.kid, typ: "JWT" },
    { ...claims, ...times },
  ]
    .map(segment)
    .join(".");
  return `Bearer ${text}.${createHmac("sha256", key.secret).update(text).digest("base64url")}`;
}

const segment = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * The value of `X-Webhook-Signature`.
 *
 * @param {string} secret
 * @param {string | Buffer} body
 * @param {number} nowS Unix seconds
 */
export function signature(secret, body, nowS) {
  return `t=${nowS},v1=${createHmac("sha256", secret).update(`${nowS}.`).update(body).digest("hex")}`;
}
