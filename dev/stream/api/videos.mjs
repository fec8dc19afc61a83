// Videos: read, list, change, delete.

import { ApiError, empty, notFound, ok, text } from "../http/answer.mjs";
import { timestamp } from "../ids.mjs";
import { removeFiles } from "../media/folders.mjs";
import { flag, pick } from "./check.mjs";
import { apiRoute } from "./guard.mjs";
import { VIDEO_SETTINGS } from "./new-video.mjs";
import { matching, page } from "./video-filter.mjs";
import { videoView } from "./video-view.mjs";

export const videoRoutes = [
  apiRoute("GET /stream", list),
  apiRoute("GET /stream/:uid", (call) => ok(videoView(call.sim, videoOf(call)))),
  apiRoute("POST /stream/:uid", edit),
  apiRoute("DELETE /stream/:uid", remove),
  apiRoute("GET /stream/:uid/embed", embed),
];

/** The video that the path names. */
export function videoOf({ sim, params }) {
  const video = sim.store.videos[params.uid];
  if (video === undefined) throw notFound("video");
  return video;
}

function list({ sim, query }) {
  const all = matching(sim, query);
  const shown = page(all, query);
  const counts = { range: shown.length, total: all.length };
  return ok(
    shown.map((video) => videoView(sim, video)),
    flag(query, "include_counts") ? counts : {},
  );
}

/** The running broadcast, and the recordings of past ones. */
export function liveInputVideos({ sim }, input) {
  const videos = matching(sim, new URLSearchParams({ live_input_id: input.uid }));
  return ok(videos.map((video) => videoView(sim, video)));
}

async function edit(call) {
  const video = videoOf(call);
  const fields = await call.object();
  const changes = pick(fields, [...VIDEO_SETTINGS, "maxDurationSeconds", "uploadExpiry", "publicDetails"]);
  if (changes.publicDetails) changes.publicDetails = { ...video.publicDetails, ...changes.publicDetails };
  if (changes.allowedOrigins === null) changes.allowedOrigins = [];
  Object.assign(video, changes, { modified: timestamp() });
  return ok(videoView(call.sim, video));
}

function remove(call) {
  const { sim } = call;
  const video = videoOf(call);
  if (video.status.state === "live-inprogress") {
    throw new ApiError(409, 10046, "The video is being broadcast and cannot be deleted.");
  }
  delete sim.store.videos[video.uid];
  removeFiles(sim, video.uid);
  return sim.switches.videoDeletion === "empty" ? empty(200) : ok("");
}

function embed(call) {
  const src = `${call.sim.urls.customer}/${videoOf(call).uid}/iframe`;
  return text(
    200,
    `<iframe src="${src}" allow="autoplay; encrypted-media" allowfullscreen></iframe>\n`,
    "text/html",
  );
}
