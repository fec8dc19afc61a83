// Media servers, each telling its events in its own way.

import { createHmac } from "node:crypto";
import { send } from "./client.mjs";
import { nowS } from "./jwt.mjs";
import { WEBHOOK_SECRET } from "./settings.mjs";

/** @typedef {(body: string | Buffer) => {query?: string, headers?: Record<string, string>}} Proof */

/** @type {Proof} */
export const noProof = () => ({});

/** @param {string} [secret] @returns {Proof} */
export const urlSecret =
  (secret = WEBHOOK_SECRET) =>
  () => ({ query: `?secret=${encodeURIComponent(secret)}` });

/** The value of `X-Webhook-Signature` for a body sent at `t`. */
export function signature(body, { secret = WEBHOOK_SECRET, t = nowS() } = {}) {
  const v1 = createHmac("sha256", secret).update(`${t}.`).update(body).digest("hex");
  return `t=${t},v1=${v1}`;
}

/** @returns {Proof} */
export const signed = (options) => (body) => ({
  headers: { "x-webhook-signature": signature(body, options) },
});

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

/**
 * @param {string} url of the Worker
 * @param {Proof} [proof]
 */
export function mediaServer(url, proof = urlSecret()) {
  async function post(body, contentType) {
    const { query = "", headers = {} } = proof(body);
    return send(`${url}/webhook/stream-event${query}`, "POST", {
      text: body,
      headers: { ...(contentType && { "content-type": contentType }), ...headers },
    });
  }
  const json = (value) => post(JSON.stringify(value), JSON_TYPE);
  return {
    /** Bytes as they are. */
    raw: post,
    /** A form as it was captured. */
    form: (body) => post(body, FORM),
    /** `nginx("publish", key, 1)`: call, name and client id. */
    nginx: (call, name, clientid, more = {}) => post(nginxForm({ call, name, clientid, ...more }), FORM),
    /** `srs("on_publish", key, "c1")`. */
    srs: (action, stream, client_id, more = {}) => json({ ...SRS, action, stream, client_id, ...more }),
    /** `mediamtx("publish", key, "m1")`. */
    mediamtx: (action, name, id, more = {}) =>
      json({ ...MEDIAMTX, action, path: `live/${name}`, id, ...more }),
    /** `plain("on_publish", key, {clientId: "p1"})`. */
    plain: (event, streamKey, more = {}) => json({ event, streamKey, ...more }),
  };
}

const SRS = { server_id: "vid-1", ip: "192.0.2.1", vhost: "__defaultVhost__", app: "live", param: "" };
const MEDIAMTX = { ip: "192.0.2.2", user: "", password: "", token: "", protocol: "rtmp", query: "" };
const NGINX = { app: "live", flashver: "FMLE/3.0", tcurl: "rtmp://127.0.0.1:1935/live", addr: "192.0.2.3" };

/** The order is nginx-rtmp's: the connection's fields, then the call's. */
function nginxForm({ call, name, clientid, ...more }) {
  const connection = { ...NGINX, ...(clientid !== undefined && { clientid }) };
  return new URLSearchParams({ ...connection, call, name, ...more }).toString();
}

/**
 * Brings a picture of what is on air, as a recorder does.
 *
 * @param {string} url of the Worker
 * @param {string} name key or playback name
 * @param {Buffer | string} picture
 * @param {Proof} [proof] of name and picture
 * @param {object} [more] for `fetch`
 */
export function putSnapshot(url, name, picture, proof = urlSecret(), more = {}) {
  const { query = "?", headers = {} } = proof(Buffer.concat([Buffer.from(`${name}.`), Buffer.from(picture)]));
  const address = `${url}/webhook/snapshot${query}&name=${encodeURIComponent(name)}`;
  return send(address, "PUT", {
    text: picture,
    headers: { "content-type": "image/jpeg", ...headers },
    ...more,
  });
}
