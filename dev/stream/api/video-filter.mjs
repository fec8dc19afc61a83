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
  start: (video, wanted) => Date.parse(video.created) >= time(wanted),
  after: (video, wanted) => Date.parse(video.created) >= time(wanted),
  end: (video, wanted) => Date.parse(video.created) < time(wanted),
  before: (video, wanted) => Date.parse(video.created) < time(wanted),
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

function time(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest("a time is RFC 3339");
  return ms;
}
