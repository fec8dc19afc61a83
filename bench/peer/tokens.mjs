// Who calls: our own tokens, HS256 with a key id.

import { Refusal } from "./answers.mjs";

const SESSION_FRESH_MS = 30_000;
const IS_OPEN = "select 1 as one from sessions where id = ?1 and revokedAt is null and expiresAt > ?2";

/** Keys do not change while an isolate lives; whether a session still counts is asked every half minute. */
let keys;
const goodSince = new Map();

export async function caller(app) {
  const header = app.request.headers.get("authorization") ?? "";
  const token = header.startsWith("Bearer ") ? header.slice(7).trim() : app.url.searchParams.get("token");
  const claims = await holder(app, token);
  app.userId = claims.sub;
  return claims;
}

/** Whose token it is. */
export async function holder({ env, now }, token) {
  if (!token) throw unauthorized("a token is needed");
  keys ??= await importKeys(env.JWT_SECRETS);
  const claims = await verify(token, now);
  if (claims.sid) await checkSession({ env, now }, claims.sid);
  return claims;
}

async function importKeys(text) {
  const imported = text.split(",").map(async (entry) => {
    const [kid, secret] = entry.trim().split(":");
    const how = { name: "HMAC", hash: "SHA-256" };
    return [
      kid,
      await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), how, false, ["verify"]),
    ];
  });
  return new Map(await Promise.all(imported));
}

async function verify(token, now) {
  const [head, body, signature, ...more] = token.split(".");
  const header = readSegment(head);
  const key = keys.get(header?.kid);
  if (header?.alg !== "HS256" || !key || !signature || more.length > 0) throw invalid();
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify("HMAC", key, bytes(signature), signed))) throw invalid();
  const claims = readSegment(body);
  if (typeof claims?.sub !== "string" || typeof claims.exp !== "number") throw invalid();
  if (claims.iss !== "liveroom" || ![claims.aud].flat().includes("liveroom")) throw invalid();
  if (claims.exp * 1000 <= now) throw unauthorized("the token has expired");
  return claims;
}

function readSegment(segment) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes(segment)));
  } catch {
    return undefined;
  }
}

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

async function checkSession({ env, now }, sid) {
  if (now - (goodSince.get(sid) ?? 0) < SESSION_FRESH_MS) return;
  const row = await env.DB.prepare(IS_OPEN).bind(sid, new Date(now).toISOString()).first();
  if (!row) throw unauthorized("the session has ended");
  goodSince.set(sid, now);
}

const invalid = () => unauthorized("the token is not valid");
const unauthorized = (detail) => new Refusal(401, "token", "Unauthorized", detail);
