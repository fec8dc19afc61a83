// Thumbnails, made when they are asked for.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { badRequest, notFound, text } from "../http/answer.mjs";
import { picture } from "../media/ffmpeg.mjs";
import { liveHls, mp4File } from "../media/folders.mjs";
import { admit } from "./access.mjs";

const TYPES = { "thumbnail.jpg": "image/jpeg", "thumbnail.gif": "image/gif" };
const MAX_SIDE_PX = 4096;
const DEFAULT_SIDE_PX = 640;

export async function thumbnail(call) {
  const { sim, params, query } = call;
  const type = TYPES[params.name];
  const { video } = admit(call);
  const source = video && sourceOf(sim, video);
  if (type === undefined || source === undefined) throw notFound("thumbnail");
  const wish = {
    atSeconds: query.has("time") ? within(video, seconds(query.get("time"))) : defaultTime(video),
    width: side(query.get("width")),
    height: side(query.get("height")),
    fit: query.get("fit") ?? "crop",
    seconds: type === "image/gif" ? seconds(query.get("duration") ?? "5s") : undefined,
    fps: Number(query.get("fps") ?? 8) || 8,
  };
  return text(200, await picture(source, wish), type);
}

/** Of a broadcast, the last whole segment. */
function sourceOf(sim, { uid, status }) {
  if (status.state !== "live-inprogress")
    return existsSync(mp4File(sim, uid)) ? mp4File(sim, uid) : undefined;
  const folder = liveHls(sim, uid);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  const newest = names.sort((one, other) => Number.parseInt(other, 10) - Number.parseInt(one, 10))[1];
  return newest && join(folder, newest);
}

const defaultTime = ({ status, duration, thumbnailTimestampPct }) =>
  within({ status, duration }, duration * thumbnailTimestampPct);

const LAST_FRAME_S = 0.1;

/** Past its end a video shows its last picture; a broadcast always shows its newest. */
const within = ({ status, duration }, wanted) =>
  status.state === "ready" ? Math.max(0, Math.min(wanted, duration - LAST_FRAME_S)) : 0;

/** `8m`, `5m2s`, `30s`. */
function seconds(text) {
  const [, minutes = "0", rest = "0"] = text.match(/^(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/) ?? [];
  return Number(minutes) * 60 + Number(rest);
}

function side(text) {
  const pixels = Number(text ?? DEFAULT_SIDE_PX);
  if (Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_SIDE_PX) return pixels;
  throw badRequest("invalid size");
}
