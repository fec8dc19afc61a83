// Signing keys, shown once, and the tokens that the platform itself signs.

import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { badRequest, notFound, ok } from "../http/answer.mjs";
import { newUid, nowS, timestamp } from "../ids.mjs";
import { areRules, MAX_RULES } from "../playback/rules.mjs";
import { MAX_TOKEN_LIFE_S, signToken } from "../playback/token.mjs";
import { apiRoute } from "./guard.mjs";

const MAX_KEYS = 1000;
const KEY_BITS = 2048;
const HOUR_S = 3600;
/** The key of tokens made by the API; in no list. */
const PLATFORM_KEY = "platform";

export const keyRoutes = [
  apiRoute("POST /stream/keys", create),
  apiRoute("GET /stream/keys", list),
  apiRoute("DELETE /stream/keys/:id", remove),
  apiRoute("POST /stream/:uid/token", createToken),
];

const listed = ({ store }) => Object.values(store.keys).filter(({ hidden }) => !hidden);

function create({ sim }) {
  if (listed(sim).length >= MAX_KEYS) throw badRequest("too many signing keys");
  const { id, pem, created } = newKey(sim, newUid());
  const jwk = { use: "sig", kid: id, alg: "RS256", ...createPrivateKey(pem).export({ format: "jwk" }) };
  return ok({ id, pem: base64(pem), jwk: base64(JSON.stringify(jwk)), created });
}

function newKey({ store }, id, hidden = false) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: KEY_BITS });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" });
  store.keys[id] = { id, pem, created: timestamp(), hidden };
  return store.keys[id];
}

const base64 = (text) => Buffer.from(text).toString("base64");

function list({ sim }) {
  return ok(listed(sim).map(({ id, created }) => ({ id, created, key_id: id })));
}

/** With it every token that it signed is worth nothing. */
function remove({ sim, params }) {
  if (sim.store.keys[params.id] === undefined) throw notFound("signing key");
  delete sim.store.keys[params.id];
  return ok(sim.switches.signingKeyDeletion);
}

async function createToken(call) {
  const { sim } = call;
  const sub = subjectOf(call);
  const {
    exp = nowS() + HOUR_S,
    nbf = nowS() - HOUR_S,
    downloadable,
    accessRules,
    id,
    pem,
  } = await call.object();
  if (!Number.isInteger(exp) || exp > nowS() + MAX_TOKEN_LIFE_S) throw badRequest("exp is within 24 hours");
  if (!Number.isInteger(nbf)) throw badRequest("invalid nbf");
  if (accessRules !== undefined && !areRules(accessRules)) {
    throw badRequest(`accessRules are at most ${MAX_RULES} rules`);
  }
  const time = sim.switches.tokenTimes === "string" ? String : Number;
  const claims = { sub, exp: time(exp), nbf: time(nbf), downloadable, accessRules };
  return ok({ token: signToken(claims, keyFor(sim, id, pem)) });
}

function subjectOf({ sim, params }) {
  if (sim.store.videos[params.uid]) return params.uid;
  if (sim.switches.tokenForInput && sim.store.inputs[params.uid]) return params.uid;
  throw notFound("video");
}

/** The caller's key, both halves of it, or the platform's. */
function keyFor(sim, id, pem) {
  if (id === undefined && pem === undefined)
    return sim.store.keys[PLATFORM_KEY] ?? newKey(sim, PLATFORM_KEY, true);
  if (!sim.store.keys[id] || typeof pem !== "string") throw badRequest("id and pem are of one signing key");
  return { id, pem: Buffer.from(pem, "base64").toString() };
}
