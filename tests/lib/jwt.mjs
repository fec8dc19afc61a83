// Tokens, good and forged.

import { createHmac, sign } from "node:crypto";
import { JWT_KEY } from "./settings.mjs";

const base64url = (value) => Buffer.from(value).toString("base64url");
const segment = (value) => base64url(typeof value === "string" ? value : JSON.stringify(value));

export const nowS = () => Math.floor(Date.now() / 1000);

/** What a token of ours says when nothing else is wished for. */
export const ownClaims = () => ({
  sub: "1",
  name: "somebody",
  role: "user",
  iss: "liveroom",
  aud: "liveroom",
  iat: nowS(),
  exp: nowS() + 600,
});

/**
 * A token.
 *
 * @param {object | string} header
 * @param {object | string} claims
 * @param {(text: string) => Buffer | string} signer
 */
export function token(header, claims, signer) {
  const text = `${segment(header)}.${segment(claims)}`;
  return `${text}.${base64url(signer(text))}`;
}

/** @param {string} secret @param {string} [hash] */
export const hmac =
  (secret, hash = "sha256") =>
  (text) =>
    createHmac(hash, secret).update(text).digest();

/**
 * A token as the Worker would write it, but for these claims; `undefined` leaves one out.
 *
 * @param {object} claims
 * @param {{kid?: string, secret: string}} [key]
 */
export function ownToken(claims = {}, { kid, secret } = JWT_KEY) {
  return token({ alg: "HS256", kid, typ: "JWT" }, { ...ownClaims(), ...claims }, hmac(secret));
}

const SIGNERS = {
  RS256: (key) => (text) => sign("sha256", Buffer.from(text), key),
  ES256: (key) => (text) => sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }),
  EdDSA: (key) => (text) => sign(null, Buffer.from(text), key),
};

/**
 * A token of the outside issuer.
 *
 * @param {{alg: string, kid?: string, privateKey: import("node:crypto").KeyObject}} key
 * @param {object} claims
 */
export const outsideToken = ({ alg, kid, privateKey }, claims) =>
  token({ alg, kid, typ: "JWT" }, claims, SIGNERS[alg](privateKey));
