// One publisher's session: from the answer until either side ends it, or the publisher is not heard of any more.

import { connect, disconnect } from "../media/broadcasts.mjs";
import { createAudience } from "../whep/audience.mjs";
import { openPeer } from "./peer.mjs";
import { startRelay } from "./relay.mjs";

const LOOKS_EVERY_MS = 500;

/**
 * @typedef {object} Session
 * @property {string} id
 * @property {object} input
 * @property {string} answer
 * @property {() => boolean} isOn whether media comes
 * @property {import("../whep/audience.mjs").Audience} audience
 * @property {() => Promise<void>} end
 */

/**
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {{id: string, input: object, offer: string, video: string, onEnd: () => void}} options
 * @returns {Promise<Session>}
 */
export async function openSession(sim, { id, input, offer, video, onEnd }) {
  let relay;
  let isUp = false;
  let isOver = false;
  let heardAt = Date.now();
  const peer = await openPeer(offer, video, {
    onUp: () => begin().catch((error) => console.error(error)),
    onPacket(kind, packet) {
      heardAt = Date.now();
      relay?.send(kind, packet.serialize());
      audience.send(kind, packet);
    },
    onDown: () => end(),
    isDeaf: () => sim.faults.isDeaf("publisher"),
  });
  const audience = createAudience(sim, { video, askForKeyFrame: peer.askForKeyFrame });
  const listening = setInterval(() => {
    if (Date.now() - heardAt > sim.switches.whipSilenceMs) end();
  }, LOOKS_EVERY_MS);

  /** The media is there: it goes the way of an encoder's, or nowhere. */
  async function begin() {
    isUp = true;
    if (sim.switches.whipPlays === "webrtc") {
      if (!connect(sim, input, { clientId: id, protocol: "webrtc" })) end();
      return;
    }
    relay = await startRelay(peer.tracks, `${sim.urls.rtmp}${id}`);
    relay.ended.then(end);
    if (isOver) await relay.stop();
  }

  /** Whoever asks for it, and however often. */
  async function end() {
    if (isOver) return;
    isOver = true;
    clearInterval(listening);
    onEnd();
    if (sim.broadcasts.get(input.uid)?.clientId === id) disconnect(sim, input);
    await Promise.allSettled([audience.close(), peer.close(), relay?.stop()]);
  }

  return { id, input, answer: peer.answer, isOn: () => isUp && !isOver, audience, end };
}
