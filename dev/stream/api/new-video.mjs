// What a video is before anything is known of it.

import { newUid, timestamp } from "../ids.mjs";

/** Settings of a video that may be given when it is made. */
export const VIDEO_SETTINGS = [
  "meta",
  "creator",
  "allowedOrigins",
  "requireSignedURLs",
  "scheduledDeletion",
  "thumbnailTimestampPct",
];

/**
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {string} state
 * @param {object} fields over the defaults
 */
export function newVideo({ store }, state, fields) {
  const now = timestamp();
  const video = {
    uid: newUid(),
    creator: null,
    status: { state },
    readyToStream: false,
    meta: {},
    created: now,
    modified: now,
    uploaded: now,
    uploadExpiry: null,
    scheduledDeletion: null,
    size: 0,
    duration: -1,
    input: { width: -1, height: -1 },
    maxSizeBytes: null,
    maxDurationSeconds: null,
    allowedOrigins: [],
    requireSignedURLs: false,
    thumbnailTimestampPct: 0,
    downloads: {},
    ...fields,
  };
  video.allowedOrigins ??= [];
  store.videos[video.uid] = video;
  return video;
}

/** The creator of an upload: in the body or in a header. */
export const creatorOf = ({ request }, fields) => fields.creator ?? request.headers["upload-creator"] ?? null;
