// Playback tokens: RS256 JWTs whose subject is a video or a live input.

import { createPublicKey, sign, verify } from "node:crypto";
import { isObject } from "../api/check.mjs";
import { nowS } from "../ids.mjs";

export const MAX_TOKEN_LIFE_S = 86_400;
/** Clocks differ; a token for the longest time is not refused for a second. */
const SKEW_S = 60;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * @param {object} claims without `kid`
 * @param {{id: string, pem: string}} key
 */
export function signToken(claims, { id, pem }) {
  const text = `${encode({ alg: "RS256", kid: id })}.${encode({ ...claims, kid: id })}`;
  return `${text}.${sign("sha256", Buffer.from(text), pem).toString("base64url")}`;
}

/**
 * @param {import("../store.mjs").Store} store
 * @param {string} token
 * @returns {object | undefined} its claims, when it is good now
 */
export function verifiedClaims({ keys }, token) {
  const [header, claims] = parsed(token);
  if (header?.alg !== "RS256" || !isObject(claims) || claims.kid !== header.kid) return undefined;
  const key = Object.hasOwn(keys, header.kid) ? keys[header.kid] : undefined;
  return key && isSigned(token, key) && isInTime(claims) ? claims : undefined;
}

function parsed(token) {
  try {
    const parts = token.split(".");
    if (parts.length !== 3) return [];
    return parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  } catch {
    return [];
  }
}

function isSigned(token, { pem }) {
  const end = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  return verify("sha256", Buffer.from(token.slice(0, end)), createPublicKey(pem), signature);
}

/** Times come as numbers or as texts. */
function isInTime({ exp, nbf = 0 }) {
  const now = nowS();
  const until = Number(exp);
  return Number(nbf) <= now && now < until && until <= now + MAX_TOKEN_LIFE_S + SKEW_S;
}
