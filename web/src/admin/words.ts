// The words of the log, as the API knows them.

export const SOURCES = ["nginx-rtmp", "srs", "mediamtx", "plain", "cloudflare", "liveroom"] as const;

export const EVENTS = [
  "on_publish",
  "on_publish_done",
  "on_done",
  "on_update",
  "on_stats",
  "on_play",
  "on_play_done",
  "on_play_update",
  "on_record_done",
  "on_error",
  "on_ended",
  "other",
] as const;

export const VERDICTS = [
  "started",
  "resumed",
  "already_live",
  "alive",
  "interrupted",
  "publisher_left",
  "ended",
  "viewer_joined",
  "viewer_left",
  "noted",
  "not_the_publisher",
  "late",
  "not_live",
  "repeated",
  "refused_late",
  "refused_over",
  "refused_gone",
  "refused_key",
] as const;

export type Verdict = (typeof VERDICTS)[number];
