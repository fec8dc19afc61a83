// From a source to a video that plays, one after the other, as the platform's queue does it.

import { createWriteStream, rmSync, statSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { timestamp } from "../ids.mjs";
import { tellVideo } from "../webhooks/video.mjs";
import { audioOnly, cut, probe, toDash, toHls, toMp4 } from "./ffmpeg.mjs";
import { downloadFile, makeVideoFolders, mp4File, sourceFile, vodDash, vodHls } from "./folders.mjs";

const MIN_DURATION_S = 0.1;

/** Why a video cannot be. */
export class Unusable extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export function takeBytes(sim, video, bytes) {
  writeFileSync(sourceFile(sim, video.uid), bytes);
  takeSource(sim, video);
}

/** The source file is complete. */
export function takeSource(sim, video) {
  processVideo(sim, video, () => normalise(sim, video));
}

export function fetchVideo(sim, video, url) {
  processVideo(sim, video, async () => {
    await fetchTo(url, sourceFile(sim, video.uid)).catch((error) => {
      throw new Unusable("ERR_FETCH_ORIGIN_ERROR", error.message);
    });
    await normalise(sim, video);
  });
}

export function makeClip(sim, video, { uid }, startSeconds, endSeconds) {
  processVideo(sim, video, () => cut(mp4File(sim, uid), mp4File(sim, video.uid), startSeconds, endSeconds));
}

/**
 * Makes the MP4, then everything that is made of it, and tells of the end.
 *
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {object} video
 * @param {() => Promise<void>} makeMp4
 */
export function processVideo(sim, video, makeMp4) {
  sim.jobs.add(async () => {
    if (sim.store.videos[video.uid] === undefined) return; // deleted while it waited
    setState(video, { state: "inprogress", step: "encoding", pctComplete: "0.000000" });
    try {
      makeVideoFolders(sim, video.uid);
      await makeMp4();
      await finish(sim, video);
    } catch (error) {
      failVideo(video, error);
    }
    rmSync(sourceFile(sim, video.uid), { force: true });
    sim.store.save();
    if (sim.store.videos[video.uid]) tellVideo(sim, video);
  });
}

async function finish(sim, video) {
  const mp4 = mp4File(sim, video.uid);
  const { durationSeconds, width, height } = await probe(mp4);
  checkDuration(video, durationSeconds);
  await toHls(mp4, vodHls(sim, video.uid));
  await toDash(mp4, vodDash(sim, video.uid));
  const now = timestamp();
  setState(video, { state: "ready", pctComplete: "100.000000" });
  Object.assign(video, { readyToStream: true, readyToStreamAt: now, size: statSync(mp4).size });
  Object.assign(video, { duration: durationSeconds, input: { width, height } });
}

function checkDuration({ maxDurationSeconds }, seconds) {
  if (seconds < MIN_DURATION_S) throw new Unusable("ERR_DURATION_TOO_SHORT", "The video is too short.");
  if (maxDurationSeconds && seconds > maxDurationSeconds) {
    throw new Unusable("ERR_DURATION_EXCEED_CONSTRAINT", "The video is longer than allowed.");
  }
}

async function normalise(sim, { uid }) {
  const source = sourceFile(sim, uid);
  const found = await probe(source).catch(() => ({}));
  if (!found.video) throw new Unusable("ERR_NON_VIDEO", "The file is not a video.");
  await toMp4(source, mp4File(sim, uid), found).catch((error) => {
    throw new Unusable("ERR_MALFORMED_VIDEO", error.message);
  });
}

/** The video stays, with the reason. */
export function failVideo(video, error) {
  const known = error instanceof Unusable;
  if (!known) console.error(error);
  const errorReasonCode = known ? error.code : "ERR_UNKNOWN";
  const errorReasonText = known ? error.message : "The video could not be processed.";
  setState(video, { state: "error", step: "encoding", pctComplete: "39", errorReasonCode, errorReasonText });
}

function setState(video, status) {
  Object.assign(video, { status, modified: timestamp() });
}

/** Real sources are asked for a range; one that has none is taken whole. */
async function fetchTo(url, path) {
  const reply = await fetch(url, { headers: { range: "bytes=0-" } });
  if (!reply.ok) throw new Error(`The source answered ${reply.status}.`);
  await pipeline(Readable.fromWeb(reply.body), createWriteStream(path));
}

export function makeDownload(sim, video, kind) {
  sim.jobs.add(async () => {
    const done = video.downloads[kind];
    if (done === undefined) return;
    if (kind === "audio") await audioOnly(mp4File(sim, video.uid), downloadFile(sim, video.uid, kind));
    Object.assign(done, { status: "ready", percentComplete: 100 });
    sim.store.save();
  });
}
