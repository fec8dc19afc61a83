// Tokens as a login gives them.

import { createHmac } from "node:crypto";
import { SETTINGS } from "./contestants.mjs";

const HOUR_S = 3_600;

/** @param {{sub: string, name: string, role: string, sid?: string}} claims */
export function sign(claims) {
  const [kid, secret] = SETTINGS.JWT_SECRETS.split(",")[0].split(":");
  const iat = Math.floor(Date.now() / 1000);
  const segments = [
    { alg: "HS256", kid, typ: "JWT" },
    { ...claims, iss: "liveroom", aud: "liveroom", iat, exp: iat + HOUR_S },
  ];
  const text = segments
    .map((segment) => Buffer.from(JSON.stringify(segment)).toString("base64url"))
    .join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
