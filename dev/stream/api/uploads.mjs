// Videos that come in one piece: by a form, by a one-time address, or from an address of the web.

import { ApiError, badRequest, empty, notFound, ok } from "../http/answer.mjs";
import { formFile } from "../http/body.mjs";
import { route } from "../http/router.mjs";
import { timestamp } from "../ids.mjs";
import { fetchVideo, takeBytes } from "../media/intake.mjs";
import { pick, webUrl } from "./check.mjs";
import { apiRoute } from "./guard.mjs";
import { creatorOf, newVideo, VIDEO_SETTINGS } from "./new-video.mjs";
import { createTus } from "./tus.mjs";
import { videoView } from "./video-view.mjs";

const BASIC_LIMIT_BYTES = 200_000_000;
const DIRECT_EXPIRY_MS = 30 * 60_000;

export const uploadRoutes = [
  apiRoute("POST /stream", (call) => (call.request.headers["tus-resumable"] ? createTus(call) : basic(call))),
  apiRoute("POST /stream/direct_upload", createDirect),
  apiRoute("POST /stream/copy", copy),
  route("POST /upload/:uid", direct),
];

async function basic(call) {
  const { name, bytes } = await fileOf(call);
  const video = newVideo(call.sim, "queued", { meta: { name }, creator: creatorOf(call, {}) });
  takeBytes(call.sim, video, bytes);
  return ok(videoView(call.sim, video));
}

async function createDirect(call) {
  const fields = await call.object();
  const { maxDurationSeconds, expiry } = pick(fields, ["maxDurationSeconds", "expiry"]);
  if (!maxDurationSeconds) throw badRequest("maxDurationSeconds is needed");
  const video = newVideo(call.sim, "pendingupload", {
    ...pick(fields, VIDEO_SETTINGS),
    creator: creatorOf(call, fields),
    maxDurationSeconds,
    uploadExpiry: expiry ?? timestamp(Date.now() + DIRECT_EXPIRY_MS),
  });
  const { uid, scheduledDeletion } = video;
  return ok({ uid, uploadURL: `${call.sim.urls.upload}/${uid}`, watermark: null, scheduledDeletion });
}

/** The end user's upload: once, before it expires, without a token. */
async function direct(call) {
  const video = call.sim.store.videos[call.params.uid];
  if (video?.status.state !== "pendingupload") throw notFound("upload");
  if (Date.parse(video.uploadExpiry) < Date.now()) throw badRequest("the upload has expired");
  const { name, bytes } = await fileOf(call);
  video.meta = { name, ...video.meta };
  video.status = { state: "queued" };
  takeBytes(call.sim, video, bytes);
  return empty(200);
}

async function fileOf(call) {
  const bytes = await call.bytes(BASIC_LIMIT_BYTES);
  return formFile(bytes, call.request.headers["content-type"] ?? "");
}

async function copy(call) {
  const fields = await call.object();
  const invalid = new ApiError(400, 10010, "The URL is invalid or cannot be fetched.");
  const url = webUrl(fields.input ?? fields.url, invalid);
  const head = await fetch(url, { method: "HEAD" }).catch(() => undefined);
  if (!head?.ok) throw invalid;
  const { name } = pick(fields, ["name"]);
  const settings = pick(fields, VIDEO_SETTINGS);
  const video = newVideo(call.sim, "downloading", {
    ...settings,
    creator: creatorOf(call, fields),
    meta: { ...(name && { name }), ...settings.meta, "downloaded-from": url },
  });
  fetchVideo(call.sim, video, url);
  return ok(videoView(call.sim, video));
}
