// One viewer's connection: what the publisher sends goes out as it came.

import { answerTo, follow, newConnection } from "../webrtc/connection.mjs";
import { candidatesIn } from "./fragment.mjs";

/**
 * @typedef {object} Viewer
 * @property {string} id
 * @property {string} answer
 * @property {(kind: string, packet: import("werift").RtpPacket) => void} send
 * @property {() => number} heardAtMs when it last told how it fares
 * @property {(fragment: string) => Promise<void>} addCandidates
 * @property {() => Promise<void>} end
 */

/**
 * @param {string} offer
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.video the codec
 * @param {() => void} options.onPictureWanted a whole one: at the beginning, and when one was lost
 * @param {() => void} options.onDown
 * @param {() => boolean} options.isDeaf whether nothing gets through at the moment
 * @returns {Promise<Viewer>}
 */
export async function openViewer(offer, { id, video, onPictureWanted, onDown, isDeaf }) {
  const connection = await newConnection(video, isDeaf);
  const senders = {};
  let heardAtMs = Date.now();
  const hear = () => {
    if (!isDeaf()) heardAtMs = Date.now();
  };
  const answer = await answerTo(connection, offer, () => {
    for (const transceiver of connection.getTransceivers()) {
      transceiver.setDirection("sendonly");
      senders[transceiver.kind] = transceiver.sender;
      transceiver.sender.onPictureLossIndication.subscribe(onPictureWanted);
      transceiver.sender.onRtcp.subscribe(hear);
    }
  });
  follow(connection, { onUp: onPictureWanted, onDown });
  return {
    id,
    answer,
    heardAtMs: () => heardAtMs,
    send: (kind, packet) => senders[kind]?.sendRtp(bare(packet)).catch(() => {}), // it may be gone by now
    async addCandidates(fragment) {
      for (const candidate of candidatesIn(fragment, offer)) await connection.addIceCandidate(candidate);
    },
    async end() {
      onDown();
      await connection.close();
    },
  };
}

/** Numbers of extensions, and what stands in them, are each connection's own. */
function bare(packet) {
  const copy = packet.clone();
  copy.header.extensions = [];
  return copy;
}
