// What has had its time: recordings that were to be deleted, uploads that nobody sent.

import { removeFiles } from "./media/folders.mjs";

/** @param {import("./simulator.mjs").Simulator} sim */
export function removeDue(sim) {
  for (const video of Object.values(sim.store.videos)) {
    if (!isDue(video)) continue;
    delete sim.store.videos[video.uid];
    removeFiles(sim, video.uid);
    sim.store.save();
  }
}

function isDue({ status, scheduledDeletion, uploadExpiry }) {
  const isOver = (time) => time !== null && Date.parse(time) <= Date.now();
  if (status.state === "pendingupload") return isOver(uploadExpiry);
  return status.state === "ready" && isOver(scheduledDeletion);
}
