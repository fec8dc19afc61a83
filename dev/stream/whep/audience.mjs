// Who watches one publisher by WHEP: each gets every packet, until the publisher has gone.

import { newUid } from "../ids.mjs";
import { chosenVideo } from "../webrtc/offer.mjs";
import { openViewer } from "./viewer.mjs";

const LOOKS_EVERY_MS = 500;

/**
 * @typedef {ReturnType<typeof createAudience>} Audience
 *
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {{video: string, askForKeyFrame: () => void}} publisher the codec of its picture, and how to get a whole one
 */
export function createAudience(sim, { video, askForKeyFrame }) {
  /** @type {Map<string, import("./viewer.mjs").Viewer>} */
  const viewers = new Map();
  const isDeaf = () => sim.faults.isDeaf("viewers");
  let isOver = false;
  const listening = setInterval(() => {
    for (const viewer of viewers.values())
      if (Date.now() - viewer.heardAtMs() > sim.switches.whipSilenceMs) viewer.end();
  }, LOOKS_EVERY_MS);
  /** @param {string} offer */
  async function open(offer) {
    chosenVideo(offer, [video]); // nothing is encoded anew
    const id = newUid();
    const onDown = () => viewers.delete(id);
    const viewer = await openViewer(offer, { id, video, onPictureWanted: askForKeyFrame, onDown, isDeaf });
    viewers.set(id, viewer);
    if (isOver) await viewer.end();
    return viewer;
  }
  return {
    open,
    withId: (id) => viewers.get(id),
    /** @param {string} kind @param {import("werift").RtpPacket} packet */
    send(kind, packet) {
      if (isDeaf()) return;
      for (const viewer of viewers.values()) viewer.send(kind, packet);
    },
    close() {
      isOver = true;
      clearInterval(listening);
      return Promise.allSettled([...viewers.values()].map((viewer) => viewer.end()));
    },
  };
}
