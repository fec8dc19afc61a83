// The shapes of the platform's answers, as its documents have them.

import assert from "node:assert/strict";

const HEX32 = /^[0-9a-f]{32}$/;
const SECRET = /^[0-9a-f]{32}k[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** @typedef {(value: any, at: string) => void} Shape */

const matches = (pattern, what) => (value, at) => {
  assert.ok(typeof value === "string" && pattern.test(value), `${at} is ${what}: ${JSON.stringify(value)}`);
};
const typed = (type) => (value, at) => assert.equal(typeof value, type, at);

export const uid = matches(HEX32, "32 hex digits");
export const secret = matches(SECRET, "a secret");
export const time = matches(TIME, "a time");
export const address = matches(/^(https?|rtmps?|srt):\/\/./, "an address");
export const text = typed("string");
export const bool = typed("boolean");
export const number = typed("number");
export const int = (value, at) => assert.ok(Number.isInteger(value), `${at} is an integer: ${value}`);
export const anyObject = typed("object");
export const one =
  (...values) =>
  (value, at) =>
    assert.ok(values.includes(value), `${at} is one of ${values}: ${value}`);

/** @param {Shape} shape @returns {Shape} */
export const orNull = (shape) => (value, at) => value === null || shape(value, at);
/** @param {Shape} shape @returns {Shape} */
export const list = (shape) => (value, at) => {
  assert.ok(Array.isArray(value), `${at} is a list`);
  for (const [index, item] of value.entries()) shape(item, `${at}[${index}]`);
};
/** A member that need not be there. @param {Shape} shape */
export const maybe = (shape) => Object.assign((value, at) => shape(value, at), { optional: true });

/** Exactly these members. @param {Record<string, Shape>} members @returns {Shape} */
export const object = (members) => (value, at) => {
  assert.ok(value !== null && typeof value === "object", `${at} is an object`);
  const unknown = Object.keys(value).filter((name) => !(name in members));
  assert.deepEqual(unknown, [], `${at} has nothing else`);
  for (const [name, shape] of Object.entries(members)) {
    if (shape.optional && value[name] === undefined) continue;
    shape(value[name], `${at}.${name}`);
  }
};

/** @param {any} value @param {Shape} shape */
export const assertShape = (value, shape) => shape(value, "$");

const message = object({ code: int, message: text });

/** @param {Shape} result @param {Record<string, Shape>} [beside] */
export const envelope = (result, beside = {}) =>
  object({ success: one(true), errors: list(message), messages: list(message), result, ...beside });

export const failure = object({
  success: one(false),
  errors: (value, at) => {
    list(message)(value, at);
    assert.ok(value.length > 0, `${at} is not empty`);
  },
  messages: list(message),
  result: one(null),
});

const keyed = object({ url: address, streamKey: secret });
const srt = object({ url: address, streamId: text, passphrase: secret });
const at = object({ url: address });

export const liveInput = object({
  uid,
  created: time,
  modified: time,
  keysRotatedAt: maybe(time),
  meta: anyObject,
  enabled: bool,
  defaultCreator: orNull(text),
  deleteRecordingAfterDays: orNull(int),
  preferLowLatency: bool,
  recording: object({
    mode: one("off", "automatic"),
    requireSignedURLs: bool,
    allowedOrigins: orNull(list(text)),
    hideLiveViewerCount: bool,
    timeoutSeconds: orNull(int),
  }),
  rtmps: keyed,
  rtmpsPlayback: keyed,
  srt,
  srtPlayback: srt,
  webRTC: at,
  webRTCPlayback: at,
  status: orNull(
    object({
      current: object({
        ingestProtocol: text,
        state: text,
        reason: orNull(text),
        statusEnteredAt: time,
        statusLastSeen: time,
      }),
      history: list(anyObject),
    }),
  ),
});

/** Without credentials, recording and status. */
export const liveInputItem = object({
  uid,
  created: time,
  modified: time,
  meta: anyObject,
  enabled: bool,
  deleteRecordingAfterDays: orNull(int),
});

export const output = object({ uid, url: address, streamKey: text, enabled: bool });

export const video = object({
  uid,
  creator: orNull(text),
  liveInput: maybe(uid),
  clippedFrom: maybe(uid),
  status: object({
    state: one("pendingupload", "downloading", "queued", "inprogress", "ready", "error", "live-inprogress"),
    step: maybe(one("encoding", "manifest")),
    pctComplete: maybe(text),
    errorReasonCode: text,
    errorReasonText: text,
  }),
  readyToStream: maybe(bool),
  readyToStreamAt: maybe(time),
  meta: anyObject,
  publicDetails: object({
    title: orNull(text),
    share_link: orNull(text),
    channel_link: orNull(text),
    logo: orNull(text),
    media_id: int,
  }),
  created: time,
  modified: time,
  uploaded: time,
  uploadExpiry: orNull(time),
  scheduledDeletion: orNull(time),
  size: int,
  duration: number,
  input: object({ width: int, height: int }),
  maxSizeBytes: orNull(int),
  maxDurationSeconds: orNull(int),
  allowedOrigins: list(text),
  requireSignedURLs: bool,
  thumbnail: maybe(address),
  thumbnailTimestampPct: number,
  preview: maybe(address),
  playback: object({ hls: address, dash: address }),
  watermark: one(null),
});

const download = object({ status: one("inprogress", "ready"), percentComplete: number, url: address });
export const downloads = object({ default: maybe(download), audio: maybe(download) });

export const webhook = object({
  notificationUrl: address,
  notification_url: address,
  modified: time,
  secret: uid,
});

export const signingKey = object({ id: uid, pem: text, jwk: text, created: time });
export const signingKeyItem = object({ id: uid, created: time, key_id: uid });

export const directUpload = object({
  uid,
  uploadURL: address,
  watermark: one(null),
  scheduledDeletion: orNull(time),
});

export const storageUsage = object({
  creator: maybe(text),
  totalStorageMinutes: number,
  totalStorageMinutesLimit: int,
  videoCount: int,
});

export const notification = object({
  name: text,
  text,
  data: object({
    notification_name: text,
    input_id: uid,
    event_type: one("live_input.connected", "live_input.disconnected", "live_input.errored"),
    updated_at: time,
    live_input_errored: maybe(
      object({ error: object({ code: text, message: text }), video_codec: text, audio_codec: text }),
    ),
  }),
  ts: int,
});
