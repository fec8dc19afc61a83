// Signed links, and keys that are derived once an isolate.

const STEP_S = 3_600;
const TTL_S = 21_600;
const UTF8 = new TextEncoder();
let key;

/** Where the bytes of a video are. */
export async function linkTo({ env, url, now }, id) {
  const earliest = Math.floor(now / 1_000) + TTL_S;
  const expires = Math.ceil(earliest / STEP_S) * STEP_S;
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(env), text(id, expires)));
  const sent = btoa(String.fromCharCode(...signature))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace("=", "");
  return `${url.origin}/vod/${id}/content?expires=${expires}&signature=${sent}`;
}

/** Whether a link is ours and has not ended. */
export async function isValid({ env, now }, id, expires, signature) {
  const given = atob(signature.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(given, (char) => char.charCodeAt(0));
  const isOurs = await crypto.subtle.verify("HMAC", await keyOf(env), bytes, text(id, expires));
  return isOurs && Math.floor(now / 1_000) < Number(expires);
}

const text = (id, expires) => UTF8.encode(`${id}.content.${expires}`);

async function keyOf(env) {
  key ??= await derive(env.STREAM_KEY_SECRET);
  return key;
}

async function derive(secret) {
  const material = await crypto.subtle.importKey("raw", UTF8.encode(secret), "HKDF", false, ["deriveBits"]);
  const info = UTF8.encode("liveroom video link v1");
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bits = await crypto.subtle.deriveBits(how, material, 256);
  return crypto.subtle.importKey("raw", bits, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}
