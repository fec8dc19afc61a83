// The filters of the list of videos.

import { badRequest } from "../http/answer.mjs";

const MAX_LIMIT = 1000;

const FILTERS = {
  status: (video, wanted) => video.status.state === wanted,
  creator: (video, wanted) => video.creator === wanted,
  type: (video, wanted) => (wanted === "live") === (video.status.state === "live-inprogress"),
  video_name: (video, wanted) => video.meta.name === wanted,
  search: (video, wanted) => `${video.meta.name ?? ""}`.toLowerCase().includes(wanted.toLowerCase()),
  live_input_id: (video, wanted) => video.liveInput === wanted,
  id: (video, wanted) => wanted.split(",").includes(video.uid),
  name: (video, wanted) => wanted.split(",").some((one) => one === video.uid || one === video.meta.name),
  start: (video, wanted) => micros(video.created) >= micros(wanted),
  after: (video, wanted) => micros(video.created) >= micros(wanted),
  end: (video, wanted) => micros(video.created) < micros(wanted),
  before: (video, wanted) => micros(video.created) < micros(wanted),
};

/** All that fit, the newest first unless `asc`. */
export function matching({ store }, query) {
  const wanted = Object.entries(FILTERS).filter(([name]) => query.has(name));
  const fits = (video) => wanted.every(([name, filter]) => filter(video, query.get(name)));
  const oldestFirst = Object.values(store.videos).filter(fits);
  return query.get("asc") === "true" ? oldestFirst : oldestFirst.reverse();
}

export function page(videos, query) {
  const limit = Number(query.get("limit") ?? MAX_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw badRequest("invalid limit");
  return videos.slice(0, limit);
}

/** Finer than `Date.parse`, so that paging by the oldest time seen leaves nothing out. */
function micros(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest("a time is RFC 3339");
  const [, rest = ""] = text.match(/\.\d{3}(\d{1,3})/) ?? [];
  return ms * 1000 + Number(rest.padEnd(3, "0"));
}
