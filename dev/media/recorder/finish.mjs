// One recording, from its segments to the video that the Worker has.

import { existsSync } from "node:fs";
import { joinSegments } from "./join.mjs";
import { isOver, nextLookMs } from "./over.mjs";
import { Refused } from "./refused.mjs";
import { withoutDuplicates } from "./segments.mjs";
import { oneAtATime } from "./tasks.mjs";
import { makeThumbnail } from "./thumbnail.mjs";

/**
 * @param {object} tools
 * @param {ReturnType<typeof import("./api.mjs").worker>} tools.api
 * @param {ReturnType<typeof import("./journal.mjs").openJournal>} tools.journal
 * @param {ReturnType<typeof import("./folder.mjs").openFolder>} tools.folder
 * @param {ReturnType<typeof import("./ffmpeg.mjs").ffmpegAt>} tools.ffmpeg
 * @param {ReturnType<typeof import("./tasks.mjs").bell>} tools.news rings when a file came
 * @param {AbortSignal} tools.stopping
 * @param {(line: string) => void} tools.log
 * @returns {(videoId: number) => Promise<void>} throws where another try may help; begins where the last one ended
 */
export function finisher({ api, journal, folder, ffmpeg, news, stopping, log }) {
  const inTurn = oneAtATime();

  async function finish(videoId) {
    try {
      await bring(videoId);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.isGone) drop(videoId, "the stream or the video was deleted");
      else giveUp(videoId, error.message);
    }
  }

  async function bring(videoId) {
    if (await isSettled(videoId)) return;
    await untilOver(videoId);
    if (!(await inTurn(() => make(videoId)))) return;
    const { video, thumbnail } = folder.made(videoId);
    if (existsSync(thumbnail)) await api.putThumbnail(videoId, thumbnail).catch(withoutThumbnail);
    const { upload } = journal.recording(videoId);
    const onBegun = (path) => journal.noteUpload(videoId, path);
    await api.upload(videoId, video, { upload, onBegun }).catch(unlessFilled);
    if (!(await isSettled(videoId))) throw new Error("the Worker does not have the file yet");
  }

  /** Whether there is nothing left to do. */
  async function isSettled(videoId) {
    const { status, reason } = await api.video(videoId);
    if (status === "ready") drop(videoId, "the Worker has it");
    if (status === "failed") giveUp(videoId, `the video has failed: ${reason}`);
    return status === "ready" || status === "failed";
  }

  async function untilOver(videoId) {
    const { streamId } = await api.video(videoId);
    for (;;) {
      const nap = news.listen();
      const pending = pendingOf(videoId);
      const stream = await api.stream(streamId);
      const known = { ...journal.recording(videoId), lastEndMs: lastEndMs(videoId) };
      if (isOver(stream, known, pending)) return;
      await nap(nextLookMs(Date.now() - known.lastEndMs, pending.length > 0), stopping);
    }
  }

  const lastEndMs = (videoId) => Math.max(...journal.segmentsOf(videoId).map(({ endedAtMs }) => endedAtMs));

  /** Files of the same stream of which it is not known yet whether they belong here. */
  function pendingOf(videoId) {
    const [{ stream }] = journal.segmentsOf(videoId);
    const unassigned = journal.segments().filter(([, segment]) => segment.videoId === undefined);
    const untold = folder.recordings().filter(({ file }) => !journal.has(file));
    return [...untold, ...unassigned.map(([, segment]) => segment)].filter(
      (segment) => segment.stream === stream,
    );
  }

  /** Makes the video and its thumbnail, unless they are there from an earlier try. */
  async function make(videoId) {
    const files = withoutDuplicates(journal.segmentsOf(videoId)).map(({ file }) => file);
    const made = folder.made(videoId);
    const isMade = String(journal.recording(videoId).joined) === String(files) && existsSync(made.video);
    if (isMade) return true;
    const paths = files.map(folder.path);
    const contents = await joinSegments({ ffmpeg, paths, scratch: made.scratch, output: made.video });
    if (!contents) return drop(videoId, "there is no picture and no sound in it");
    await makeThumbnail(ffmpeg, { path: made.video, contents, output: made.thumbnail });
    journal.noteJoined(videoId, files);
    log(`video ${videoId}: ${files.length} files joined, ${contents.durationS.toFixed(1)} s`);
    return true;
  }

  /** A video without a picture to stand for it is better than none. */
  function withoutThumbnail(error) {
    if (!(error instanceof Refused)) throw error;
    log(error.message);
  }

  /** The answer to an upload that went through may have been lost: the video itself says. */
  function unlessFilled(error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
  }

  function drop(videoId, why) {
    log(`video ${videoId}: its files are removed, ${why}`);
    folder.remove(journal.segmentsOf(videoId).map(({ file }) => file));
    folder.removeMade(videoId);
    journal.forget(videoId);
    return false;
  }

  function giveUp(videoId, why) {
    log(`video ${videoId}: given up, its files are in failed/: ${why}`);
    folder.setAside(journal.segmentsOf(videoId).map(({ file }) => file));
    folder.removeMade(videoId);
    journal.forget(videoId);
  }

  return finish;
}
