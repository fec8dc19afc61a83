// Which of the files that a broadcast left behind make up the recording.

/** Two files that were closed by the same event are closed so far apart at most. */
const SAME_MOMENT_MS = 250;

/**
 * The segments without those that say the same once more: nginx-rtmp refuses a second encoder, yet records what the
 * first one sends in a second file from there on. An encoder that comes back begins after the one before has ended.
 *
 * @template {{startedAtMs: number, endedAtMs: number}} S
 * @param {S[]} segments
 * @returns {S[]} in the order in which they were sent
 */
export function withoutDuplicates(segments) {
  const sorted = [...segments].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const kept = [];
  for (const segment of sorted) {
    if (!kept.some((other) => isWithin(segment, other))) kept.push(segment);
  }
  return kept;
}

const isWithin = (segment, other) =>
  segment.startedAtMs < other.endedAtMs && segment.endedAtMs <= other.endedAtMs + SAME_MOMENT_MS;

/** What has to agree for pictures and sound to go on in the same file without being encoded anew. */
const VIDEO = ["codec_name", "profile", "width", "height", "pix_fmt", "extradata_hash"];
const AUDIO = ["codec_name", "profile", "sample_rate", "channels", "extradata_hash"];

/**
 * Whether files can be put one after the other as they are.
 *
 * @param {import("./ffmpeg.mjs").Contents[]} contents
 */
export function fitTogether(contents) {
  const form = ({ video, audio }) =>
    JSON.stringify([VIDEO.map((key) => video?.[key]), AUDIO.map((key) => audio?.[key])]);
  return new Set(contents.map(form)).size === 1;
}
