// The recorder: every recording file that is complete is told to the Worker, and every broadcast that is over becomes
// the video that the Worker named. Beside that it tells how the running ones fare, and what is to be seen there.

import { worker } from "./api.mjs";
import { ffmpegAt } from "./ffmpeg.mjs";
import { finisher } from "./finish.mjs";
import { openFolder } from "./folder.mjs";
import { openJournal } from "./journal.mjs";
import { startMeasuring } from "./measure.mjs";
import { Refused } from "./refused.mjs";
import { startSnapshots } from "./snapshots.mjs";
import { bell, runTasks } from "./tasks.mjs";
import { takeSnapshot } from "./thumbnail.mjs";

const SWEEP_EVERY_MS = 5_000;
/** An event without a video may still get one: the Worker may know less than it will in a moment. */
const NAMELESS_LIMIT_MS = 600_000;

/**
 * @param {import("./settings.mjs").Settings} settings
 * @param {(line: string) => void} log
 */
export function startRecorder(settings, log) {
  const stop = new AbortController();
  const news = bell();
  const folder = openFolder(settings.folder);
  const journal = openJournal(settings.folder, log);
  const api = worker(settings, stop.signal);
  const tasks = runTasks(stop.signal, log);
  const ffmpeg = ffmpegAt(settings.ffmpeg, stop.signal);
  const finish = finisher({ api, journal, folder, ffmpeg, news, stopping: stop.signal, log });

  /** Takes a file that is complete. */
  function take({ file, ...segment }) {
    if (!journal.has(file)) journal.add(file, segment);
    news.ring();
    resume();
  }

  async function tell(file, segment) {
    try {
      const { videoId, verdict } = await api.recordDone(file, segment);
      if (Number.isInteger(videoId)) return await assign(file, videoId);
      if (Date.now() - segment.endedAtMs < NAMELESS_LIMIT_MS)
        throw new Error(`no video was named (${verdict})`);
      setAside(file, "the Worker named no video for it");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused(file, error);
    }
  }

  async function assign(file, videoId) {
    const { streamId } = await api.video(videoId);
    const { startTime } = await api.stream(streamId);
    journal.assign(file, videoId, startTime);
    log(`${file} belongs to video ${videoId}`);
    news.ring();
    resume();
  }

  /** The Worker says in so many words that the stream is gone, or something before it does not let us through. */
  function refused(file, error) {
    if (!error.isGone && !/"refused_(key|gone)"/.test(error.text)) return setAside(file, error.message);
    log(`${file} is removed: its stream or its video is not there any more`);
    folder.remove([file]);
    forget(file);
  }

  function setAside(file, why) {
    log(`${file} is given up and put in failed/: ${why}`);
    folder.setAside([file]);
    forget(file);
  }

  function forget(file) {
    journal.forgetSegment(file);
    news.ring();
  }

  /** Goes on with whatever the journal says is not done. */
  function resume() {
    for (const [file, segment] of journal.segments()) {
      if (segment.videoId === undefined) tasks.ensure(`telling of ${file}`, () => tell(file, segment));
    }
    for (const id of journal.videoIds()) tasks.ensure(`video ${id}`, () => finish(id));
  }

  /** Finds what nobody told of: this program or the media server was away. */
  function sweep() {
    const isQuiet = ({ endedAtMs }) => Date.now() - endedAtMs >= settings.quietMs;
    const untold = folder.recordings().filter(({ file }) => !journal.has(file));
    for (const found of untold.filter(isQuiet)) take(found);
  }

  sweep();
  resume();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  const measuring = settings.statUrl && startMeasuring(settings.statUrl, api, stop.signal, log);
  const snapshots =
    settings.statUrl &&
    settings.hlsUrl &&
    startSnapshots({
      settings,
      take: (url) => takeSnapshot(ffmpeg, url),
      bring: api.putSnapshot,
      stopping: stop.signal,
      log,
    });
  return {
    /** A file is complete; one that is not in the folder, or no recording, is no news. @param {string} file */
    recordDone(file) {
      const found = folder.look(file);
      if (found) take(found);
      else log("a recording was told of that is not in the folder");
    },
    async stop() {
      clearInterval(timer);
      stop.abort();
      await Promise.all([tasks.settled(), measuring, snapshots]);
    },
  };
}
