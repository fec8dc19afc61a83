// HLS and DASH. What is live comes from nginx-rtmp's folder, what was recorded from the video's own; the addresses in a
// playlist are relative, so that a token in the path is asked again for each segment.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { empty, file, notFound, text } from "../http/answer.mjs";
import { liveDash, liveHls, vodDash, vodHls } from "../media/folders.mjs";
import { admit } from "./access.mjs";
import { countViewer } from "./viewers.mjs";

const HLS = "application/x-mpegURL";
const DASH = "application/dash+xml";
const NO_CACHE = { "cache-control": "no-cache" };
const SEGMENT = /^[\w-]+\.(ts|m4s|m4v|m4a)$/;
const TYPES = { ts: "video/mp2t", m4s: "video/iso.segment", m4v: "video/mp4", m4a: "audio/mp4" };
const BANDWIDTH_BITS = 1_200_000;

/** `video.m3u8`: one rendition, whose own list is `stream.m3u8`. */
export function master(call) {
  return playable(call, liveHls, vodHls, "index.m3u8", () => text(200, masterOf(call), HLS, NO_CACHE));
}

/** What a viewer asked for, such as `?dvrEnabled`, goes along to the rendition. */
function masterOf({ url }) {
  const head = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  return `${head}#EXT-X-STREAM-INF:BANDWIDTH=${BANDWIDTH_BITS}\nstream.m3u8${url.search}\n`;
}

export function rendition(call) {
  countViewer(call);
  return playable(call, liveHls, vodHls, "index.m3u8", (path) =>
    text(200, readFileSync(path), HLS, NO_CACHE),
  );
}

export function dash(call) {
  return playable(call, liveDash, vodDash, "index.mpd", (path) =>
    text(200, readFileSync(path), DASH, NO_CACHE),
  );
}

export function segment(call) {
  const { name } = call.params;
  if (!SEGMENT.test(name)) throw notFound("segment");
  const { video } = admit(call);
  if (video === undefined) throw notFound("segment");
  const folders = isLive(video) ? [liveHls, liveDash] : [vodHls, vodDash];
  const paths = folders.map((folder) => join(folder(call.sim, video.uid), name));
  const path = paths.find(existsSync);
  if (path === undefined) throw notFound("segment");
  return file(path, TYPES[name.split(".").pop()], call.request.headers.range);
}

const isLive = ({ status }) => status.state === "live-inprogress";

/** 204: nobody broadcasts, or not long enough for a segment. */
function playable(call, live, recorded, name, answer) {
  const { video } = admit(call);
  if (video === undefined) return empty(204);
  if (!isLive(video) && video.status.state !== "ready") throw notFound("manifest");
  const folder = isLive(video) ? live : recorded;
  const path = join(folder(call.sim, video.uid), name);
  if (existsSync(path)) return answer(path);
  if (isLive(video)) return empty(204);
  throw notFound("manifest");
}
