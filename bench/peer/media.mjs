// The webhook: authenticated, read, looked up by the key's digest, told to the room.

import { log, Refusal } from "./answers.mjs";

const MAX_HOOK_BYTES = 16_384;
const MAX_ID = 128;
const MAX_NAME = 256;
const KINDS = new Set([
  "on_publish",
  "on_publish_done",
  "on_done",
  "on_play",
  "on_play_done",
  "on_record_done",
]);
const KEPT = ["clientId", "duration", "event", "eventId", "path", "timestamp", "viewers"];
const FIND_BY_NAME =
  "select id, playbackName, 'key' as found from streams where streamKey = ?1 \
     union all select id, playbackName, 'name' from streams where playbackName = ?2 \
     union all select s.id, s.playbackName, 'retired' from retired_keys r join streams s on s.id = r.streamId \
     where r.streamKey = ?1";

const UTF8 = new TextEncoder();
/** Both are derived once an isolate. */
let secretDigest;
let digestKey;

export async function receive(app) {
  const text = await body(app.request);
  await authenticate(app);
  const event = parse(app.request.headers.get("content-type"), text);
  const digest = await digestOf(app.env, event.streamKey);
  const named = await app.env.DB.prepare(FIND_BY_NAME).bind(digest, event.streamKey).first();
  if (!named)
    throw new Refusal(403, "forbidden", "Forbidden", "the stream key is unknown or not valid any more");
  app.streamId = named.id;
  const room = app.env.ROOMS.getByName(`stream:${named.id}`);
  const { verdict } = await room.hear({
    streamId: named.id,
    playbackName: named.playbackName,
    said: event.said,
  });
  log("media event", {
    requestId: app.requestId,
    streamId: named.id,
    source: "plain",
    event: event.said.event,
    clientId: event.said.clientId,
    verdict,
    proof: "url secret",
    durationMs: Date.now() - app.now,
  });
  return Response.json({ code: 0, verdict });
}

async function body(request) {
  const tooLarge = new Refusal(413, "too-large", "Too large");
  if (Number(request.headers.get("content-length")) > MAX_HOOK_BYTES) throw tooLarge;
  const text = await request.text();
  if (text.length > MAX_HOOK_BYTES) throw tooLarge;
  return text;
}

/** Digests are compared, so that neither content nor length shows in the time it takes. */
async function authenticate({ env, url }) {
  secretDigest ??= await sha256(env.WEBHOOK_SECRET);
  const given = url.searchParams.get("secret");
  if (given === null || !crypto.subtle.timingSafeEqual(await sha256(given), secretDigest)) {
    throw new Refusal(401, "unknown-sender", "Unknown sender");
  }
}

const sha256 = (text) => crypto.subtle.digest("SHA-256", UTF8.encode(text));

function parse(contentType, text) {
  if (!/^application\/json\b/i.test(contentType ?? ""))
    throw malformed("the content type must be application/json");
  let object;
  try {
    object = JSON.parse(text);
  } catch {
    throw malformed("the body is not JSON");
  }
  const { event, streamKey, clientId, viewers } = object ?? {};
  if (!KINDS.has(event)) throw malformed("`event` must be one of the contract's");
  if (!isText(streamKey, MAX_NAME) || /\p{Cc}/u.test(streamKey))
    throw malformed("`streamKey` must be a name");
  if (clientId !== undefined && !isText(clientId, MAX_ID)) throw malformed("`clientId` must be short text");
  if (viewers !== undefined && !Number.isInteger(viewers)) throw malformed("`viewers` must be a count");
  return { streamKey, said: { event, clientId, viewers, fields: kept(object, streamKey) } };
}

const isText = (value, longest) => typeof value === "string" && value !== "" && value.length <= longest;

const malformed = (detail) => new Refusal(400, "malformed", "Malformed", detail);

/** The raw fields, without the key. */
function kept(object, streamKey) {
  const fields = {};
  for (const name of KEPT) {
    if (object[name] !== undefined) fields[name] = String(object[name]).replaceAll(streamKey, "[stream key]");
  }
  return fields;
}

async function digestOf(env, key) {
  digestKey ??= await derive(env.STREAM_KEY_SECRET);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", digestKey, UTF8.encode(key)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function derive(secret) {
  const material = await crypto.subtle.importKey("raw", UTF8.encode(secret), "HKDF", false, ["deriveBits"]);
  const info = UTF8.encode("liveroom stream key digest v1");
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bits = await crypto.subtle.deriveBits(how, material, 256);
  return crypto.subtle.importKey("raw", bits, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}
