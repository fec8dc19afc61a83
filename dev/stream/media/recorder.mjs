// A broadcast that is over becomes a video.

import { existsSync } from "node:fs";
import { sleep, waitFor } from "../../lib/wait.mjs";
import { joinParts, testPattern } from "./ffmpeg.mjs";
import { mp4File, recordedParts, removeLive } from "./folders.mjs";
import { processVideo, Unusable } from "./intake.mjs";

const PARTS_LIMIT_MS = 5_000;

/**
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {object} video
 * @param {number} connections that nginx-rtmp recorded
 * @param {string | null} scheduledDeletion
 */
export async function record(sim, video, connections, scheduledDeletion) {
  video.status = { state: "queued" };
  await allWritten(sim, video.uid, connections);
  await sleep(sim.switches.recordingDelayMs);
  processVideo(sim, video, async () => {
    const parts = recordedParts(sim, video.uid);
    const target = mp4File(sim, video.uid);
    if (parts.length > 0) await joinParts(parts, target);
    else if (connections === 0) await testPattern(target);
    else if (!existsSync(target)) throw new Unusable("ERR_DURATION_TOO_SHORT", "Nothing was recorded.");
    video.scheduledDeletion = scheduledDeletion;
    removeLive(sim, video.uid);
  });
}

/** nginx-rtmp closes its files a moment after the encoder has gone; one that died closes none. */
async function allWritten({ partsDone }, name, connections) {
  const done = () => (partsDone.get(name) ?? 0) >= connections;
  await waitFor("the recording's files", done, { timeoutMs: PARTS_LIMIT_MS }).catch(() => {});
}
