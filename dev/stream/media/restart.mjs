// What a restart interrupted: connections are gone, what was written is kept.

import { failVideo, Unusable } from "./intake.mjs";
import { record } from "./recorder.mjs";

const UNFINISHED = ["downloading", "queued", "inprogress", "live-inprogress"];

/** @param {import("../simulator.mjs").Simulator} sim */
export function takeUp(sim) {
  for (const { status } of Object.values(sim.store.inputs)) {
    if (status?.state === "connected")
      Object.assign(status, { state: "disconnected", reason: "client_disconnect" });
  }
  for (const video of Object.values(sim.store.videos)) {
    if (UNFINISHED.includes(video.status.state)) resume(sim, video);
  }
}

function resume(sim, video) {
  if (!video.liveInput)
    return failVideo(video, new Unusable("ERR_UNKNOWN", "A restart interrupted the video."));
  sim.partsDone.set(video.uid, 1); // whatever there is, is all
  record(sim, video, 1, video.scheduledDeletion);
}
