// Resumable uploads, tus 1.0.0.

import { randomBytes } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { ApiError, badRequest, empty, notFound } from "../http/answer.mjs";
import { route } from "../http/router.mjs";
import { timestamp } from "../ids.mjs";
import { sourceFile } from "../media/folders.mjs";
import { takeSource } from "../media/intake.mjs";
import { pick } from "./check.mjs";
import { newVideo } from "./new-video.mjs";

const VERSION = { "tus-resumable": "1.0.0" };
const CHUNK = { minBytes: 5_242_880, maxBytes: 209_715_200, stepBytes: 262_144 };
const MAX_BYTES = 30_000_000_000;
const EXPIRY_MS = 86_400_000;

export const tusRoutes = [
  route("HEAD /tus/:upload", (call) =>
    empty(200, { ...progress(uploadOf(call)), "cache-control": "no-store" }),
  ),
  route("PATCH /tus/:upload", append),
];

/** @param {import("../http/server.mjs").Call} call */
export function createTus({ sim, request }) {
  requireVersion(request);
  const lengthBytes = Number(request.headers["upload-length"]);
  if (!Number.isInteger(lengthBytes) || lengthBytes < 1) throw badRequest("Upload-Length is needed");
  if (lengthBytes > MAX_BYTES) throw new ApiError(413, 10005, "The upload is too large.");
  const creator = request.headers["upload-creator"] ?? null;
  const settings = settingsOf(metadata(request.headers["upload-metadata"] ?? ""));
  const video = newVideo(sim, "pendingupload", {
    uploadExpiry: timestamp(Date.now() + EXPIRY_MS),
    ...settings,
    creator,
  });
  const name = randomBytes(24).toString("hex"); // says nothing of the video
  sim.store.uploads[name] = { video: video.uid, lengthBytes, offsetBytes: 0 };
  writeFileSync(sourceFile(sim, video.uid), "");
  return empty(201, { ...VERSION, location: `${sim.urls.tus}/${name}`, "stream-media-id": video.uid });
}

async function append(call) {
  const { sim, request } = call;
  const upload = uploadOf(call);
  if (request.headers["content-type"] !== "application/offset+octet-stream")
    throw new ApiError(415, 10005, "Not a chunk.");
  if (Number(request.headers["upload-offset"]) !== upload.offsetBytes)
    throw new ApiError(409, 10005, "Not that offset.");
  const chunk = await call.bytes(CHUNK.maxBytes);
  checkChunk(upload, chunk.length);
  appendFileSync(sourceFile(sim, upload.video), chunk);
  upload.offsetBytes += chunk.length;
  if (upload.offsetBytes === upload.lengthBytes) complete(sim, call.params.upload, upload);
  return empty(204, progress(upload));
}

function complete(sim, name, upload) {
  delete sim.store.uploads[name];
  const video = sim.store.videos[upload.video];
  if (video) takeSource(sim, video);
}

function checkChunk({ offsetBytes, lengthBytes }, bytes) {
  const isLast = offsetBytes + bytes === lengthBytes;
  if (offsetBytes + bytes > lengthBytes) throw badRequest("more than Upload-Length");
  if (isLast) return;
  if (bytes < CHUNK.minBytes || bytes % CHUNK.stepBytes !== 0) throw badRequest("invalid chunk size");
}

function uploadOf({ sim, request, params }) {
  requireVersion(request);
  const upload = sim.store.uploads[params.upload];
  if (upload === undefined) throw notFound("upload");
  return upload;
}

function requireVersion(request) {
  if (request.headers["tus-resumable"] === "1.0.0") return;
  throw new ApiError(412, 10005, "Tus-Resumable: 1.0.0 is needed");
}

const progress = ({ offsetBytes, lengthBytes }) => ({
  ...VERSION,
  "upload-offset": `${offsetBytes}`,
  "upload-length": `${lengthBytes}`,
});

/** `key base64,key2 base64,flag`; keys without case. */
function metadata(header) {
  const pairs = header
    .split(",")
    .filter(Boolean)
    .map((pair) => pair.trim().split(" "));
  return pairs.map(([key, value = ""]) => [key, Buffer.from(value, "base64").toString()]);
}

const KNOWN = {
  requiresignedurls: () => ({ requireSignedURLs: true }),
  allowedorigins: (value) => ({ allowedOrigins: value.split(",").filter(Boolean) }),
  thumbnailtimestamppct: (value) => ({ thumbnailTimestampPct: Number(value) }),
  scheduleddeletion: (value) => ({ scheduledDeletion: value }),
  maxdurationseconds: (value) => ({ maxDurationSeconds: Number(value) }),
  expiry: (value) => ({ uploadExpiry: value }),
  watermark: () => ({}),
};

/** What is no setting lands in `meta`. */
function settingsOf(pairs) {
  const settings = { meta: {} };
  for (const [key, value] of pairs) {
    const known = KNOWN[key.toLowerCase()];
    if (known) Object.assign(settings, known(value));
    else settings.meta[key] = value;
  }
  return pick(settings, Object.keys(settings));
}
