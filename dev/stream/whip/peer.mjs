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
 * @param {object} listener
 * @param {() => void} listener.onUp
 * @param {(kind: string, packet: Buffer) => void} listener.onPacket
 * @param {() => void} listener.onDown it is over, whoever ended it
 * @param {() => boolean} listener.isDeaf whether nothing gets through at the moment
 * @returns {Promise<Peer>}
 */
export async function openPeer(sdp, video, { onUp, onPacket, onDown, isDeaf }) {
  const webrtc = await import("werift"); // large, and rarely needed
  const connection = new webrtc.RTCPeerConnection({
    ...whatIsTaken(webrtc, video),
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    iceFilterStunResponse: () => !isDeaf(),
  });
  const tracks = [];
  connection.onTrack.subscribe((track) => {
    tracks.push(described(track));
    track.onReceiveRtp.subscribe((packet) => isDeaf() || onPacket(track.kind, packet.serialize()));
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

/** Browsers send more only when they are told what arrives. */
function whatIsTaken({ useH264, useVP8, useVP9, useOPUS, useTransportWideCC }, video) {
  const codec = { H264: useH264, VP8: useVP8, VP9: useVP9 }[video]();
  const headerExtensions = { video: [useTransportWideCC()], audio: [useTransportWideCC()] };
  return { codecs: { video: [codec], audio: [useOPUS()] }, headerExtensions };
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
