// Where the files of broadcasts and videos are.

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Written by nginx-rtmp, a folder or some files for each broadcast, under the video's name. */
export const liveHls = ({ settings }, uid) => join(settings.mediaDir, "hls", uid);
export const liveDash = ({ settings }, uid) => join(settings.mediaDir, "dash", uid);
const recordings = ({ settings }) => join(settings.mediaDir, "recordings");

/** Written by us. */
const videoFolder = ({ settings }, uid) => join(settings.stateDir, "videos", uid);
export const vodHls = (sim, uid) => join(videoFolder(sim, uid), "hls");
export const vodDash = (sim, uid) => join(videoFolder(sim, uid), "dash");
export const mp4File = (sim, uid) => join(videoFolder(sim, uid), "video.mp4");
export const downloadFile = (sim, uid, kind) =>
  kind === "default" ? mp4File(sim, uid) : join(videoFolder(sim, uid), "audio.m4a");

/** What was uploaded, as it came. */
export function sourceFile(sim, uid) {
  mkdirSync(videoFolder(sim, uid), { recursive: true });
  return join(videoFolder(sim, uid), "source");
}

export function makeVideoFolders(sim, uid) {
  for (const folder of [vodHls(sim, uid), vodDash(sim, uid)]) mkdirSync(folder, { recursive: true });
}

/** The pieces of a broadcast, one a connection, in their order. */
export function recordedParts(sim, uid) {
  const folder = recordings(sim);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith(`${uid}-`));
  return names.sort().map((name) => join(folder, name));
}

/** Everything of a video, live and recorded. */
export function removeFiles(sim, uid) {
  removeLive(sim, uid);
  rmSync(videoFolder(sim, uid), { recursive: true, force: true });
}

/** What nginx-rtmp left of a broadcast. */
export function removeLive(sim, uid) {
  const leftover = [liveHls(sim, uid), liveDash(sim, uid), ...recordedParts(sim, uid)];
  for (const path of leftover) rmSync(path, { recursive: true, force: true });
}
