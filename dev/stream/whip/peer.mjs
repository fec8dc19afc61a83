// One publisher's connection: what comes in, packet by packet.

import { answerTo, follow, newConnection } from "../webrtc/connection.mjs";

const KEY_FRAME_EVERY_MS = 2_000;

/**
 * @typedef {object} Track
 * @property {"audio" | "video"} kind
 * @property {string} codec as in `H264/90000`
 * @property {number} payloadType
 * @property {string} parameters of the codec
 *
 * @typedef {object} Peer
 * @property {string} answer
 * @property {Track[]} tracks
 * @property {() => void} askForKeyFrame
 * @property {() => Promise<void>} close
 */

/**
 * Takes an offer.
 *
 * @param {string} sdp
 * @param {string} video the codec
 * @param {object} listener
 * @param {() => void} listener.onUp
 * @param {(kind: string, packet: import("werift").RtpPacket) => void} listener.onPacket
 * @param {() => void} listener.onDown it is over, whoever ended it
 * @param {() => boolean} listener.isDeaf whether nothing gets through at the moment
 * @returns {Promise<Peer>}
 */
export async function openPeer(sdp, video, { onUp, onPacket, onDown, isDeaf }) {
  const connection = await newConnection(video, isDeaf);
  const tracks = [];
  connection.onTrack.subscribe((track) => {
    tracks.push(described(track));
    track.onReceiveRtp.subscribe((packet) => isDeaf() || onPacket(track.kind, packet));
  });
  const answer = await answerTo(connection, sdp);
  follow(connection, { onUp, onDown });
  const asking = setInterval(askForKeyFrame, KEY_FRAME_EVERY_MS, connection);
  const close = async () => {
    clearInterval(asking);
    await connection.close();
  };
  return { answer, tracks, askForKeyFrame: () => askForKeyFrame(connection), close };
}

function described({ kind, codec }) {
  const { mimeType, clockRate, channels, payloadType, parameters = "" } = codec;
  const name = mimeType.split("/")[1];
  return { kind, codec: [name, clockRate, channels].filter(Boolean).join("/"), payloadType, parameters };
}

/** Browsers send a whole picture only when they are asked for one. */
function askForKeyFrame(connection) {
  for (const { receiver } of connection.getTransceivers()) {
    const { kind, ssrc } = receiver.track;
    if (kind === "video" && ssrc) receiver.sendRtcpPLI(ssrc).catch(() => {}); // it may be gone by now
  }
}
