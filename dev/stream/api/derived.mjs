// What is made out of a video that is ready: clips and downloads.

import { badRequest, notFound, ok } from "../http/answer.mjs";
import { makeClip, makeDownload } from "../media/intake.mjs";
import { pick } from "./check.mjs";
import { apiRoute } from "./guard.mjs";
import { creatorOf, newVideo, VIDEO_SETTINGS } from "./new-video.mjs";
import { videoView } from "./video-view.mjs";
import { videoOf } from "./videos.mjs";

const KINDS = { default: "default.mp4", audio: "audio.m4a" };

export const derivedRoutes = [
  apiRoute("POST /stream/clip", clip),
  apiRoute("GET /stream/:uid/downloads", (call) => ok(downloadsView(call.sim, videoOf(call)))),
  apiRoute("POST /stream/:uid/downloads", (call) => addDownload(call, "default")),
  apiRoute("POST /stream/:uid/downloads/:kind", (call) => addDownload(call, call.params.kind)),
  apiRoute("DELETE /stream/:uid/downloads", (call) => removeDownload(call, "default")),
  apiRoute("DELETE /stream/:uid/downloads/:kind", (call) => removeDownload(call, call.params.kind)),
];

async function clip(call) {
  const { sim } = call;
  const fields = await call.object();
  const { clippedFromVideoUID, startTimeSeconds, endTimeSeconds } = fields;
  const source = readyVideo(sim.store.videos[clippedFromVideoUID]);
  const areTimes = Number.isInteger(startTimeSeconds) && Number.isInteger(endTimeSeconds);
  if (!areTimes || startTimeSeconds < 0 || endTimeSeconds <= startTimeSeconds)
    throw badRequest("invalid times");
  const { name } = pick(fields, ["name"]);
  const settings = pick(fields, VIDEO_SETTINGS);
  const video = newVideo(sim, "queued", {
    ...settings,
    meta: { ...(name && { name }), ...settings.meta },
    creator: creatorOf(call, fields),
    clippedFrom: source.uid,
  });
  makeClip(sim, video, source, startTimeSeconds, endTimeSeconds);
  return ok(videoView(sim, video));
}

function readyVideo(video) {
  if (video === undefined) throw notFound("video");
  if (video.status.state !== "ready") throw badRequest("the video is not ready");
  return video;
}

function addDownload(call, kind) {
  const video = readyVideo(videoOf(call));
  if (KINDS[kind] === undefined) throw badRequest("a download is default or audio");
  if (video.downloads[kind] === undefined) {
    video.downloads[kind] = { status: "inprogress", percentComplete: 0 };
    makeDownload(call.sim, video, kind);
  }
  return ok(downloadsView(call.sim, video));
}

function removeDownload(call, kind) {
  const video = videoOf(call);
  if (video.downloads[kind] === undefined) throw notFound("download");
  delete video.downloads[kind];
  return ok("ok");
}

function downloadsView({ urls }, { uid, downloads }) {
  const entries = Object.entries(downloads).map(([kind, { status, percentComplete }]) => [
    kind,
    { status, percentComplete, url: `${urls.customer}/${uid}/downloads/${KINDS[kind]}` },
  ]);
  return Object.fromEntries(entries);
}
