// One publisher's connection: ICE, DTLS and SRTP on this side, packets on the other.

import { badRequest } from "../http/answer.mjs";

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
 * @property {() => Promise<void>} close
 */

/**
 * Takes an offer.
 *
 * @param {string} sdp
 * @param {"H264" | "VP8" | "VP9"} video
 * @param {{onUp: () => void, onPacket: (kind: string, packet: Buffer) => void, onDown: () => void}} listener
 *   `onDown`: it is over, whoever ended it
 * @returns {Promise<Peer>}
 */
export async function openPeer(sdp, video, { onUp, onPacket, onDown }) {
  const { RTCPeerConnection, useH264, useOPUS, useVP8, useVP9 } = await import("werift"); // large, and rarely needed
  const codecs = { video: [{ H264: useH264, VP8: useVP8, VP9: useVP9 }[video]()], audio: [useOPUS()] };
  const connection = new RTCPeerConnection({
    codecs,
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
  });
  const tracks = [];
  connection.onTrack.subscribe((track) => {
    tracks.push(described(track));
    track.onReceiveRtp.subscribe((packet) => onPacket(track.kind, packet.serialize()));
  });
  await answer(connection, sdp);
  connection.connectionStateChange.subscribe((state) => {
    if (state === "connected") onUp();
    if (state === "failed" || state === "closed") onDown();
  });
  const asking = setInterval(askForKeyFrame, KEY_FRAME_EVERY_MS, connection);
  const close = async () => {
    clearInterval(asking);
    await connection.close();
  };
  return { answer: connection.localDescription.sdp, tracks, close };
}

async function answer(connection, sdp) {
  try {
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription(await connection.createAnswer());
  } catch (error) {
    await connection.close();
    throw badRequest(`the offer cannot be answered: ${error.message}`);
  }
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
