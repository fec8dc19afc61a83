// Our end of a browser's connection: ICE, DTLS and SRTP.

import { badRequest } from "../http/answer.mjs";

/**
 * A connection for one video codec, and Opus.
 *
 * @param {string} video
 * @param {() => boolean} isDeaf whether nothing gets through at the moment
 */
export async function newConnection(video, isDeaf) {
  const webrtc = await import("werift"); // large, and rarely needed
  return new webrtc.RTCPeerConnection({
    ...whatIsTaken(webrtc, video),
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    iceFilterStunResponse: () => !isDeaf(),
  });
}

/** Browsers send more only when they are told what arrives. */
function whatIsTaken({ useH264, useVP8, useVP9, useOPUS, useTransportWideCC }, video) {
  const codec = { H264: useH264, VP8: useVP8, VP9: useVP9 }[video]();
  const headerExtensions = { video: [useTransportWideCC()], audio: [useTransportWideCC()] };
  return { codecs: { video: [codec], audio: [useOPUS()] }, headerExtensions };
}

/**
 * Answers an offer.
 *
 * @param {Awaited<ReturnType<typeof newConnection>>} connection closed when it cannot be answered
 * @param {string} sdp
 * @param {() => void} [prepare] what is to be done between the two
 * @returns {Promise<string>}
 * @throws {import("../http/answer.mjs").ApiError}
 */
export async function answerTo(connection, sdp, prepare) {
  try {
    await connection.setRemoteDescription({ type: "offer", sdp });
    prepare?.();
    await connection.setLocalDescription(await connection.createAnswer());
    return connection.localDescription.sdp;
  } catch (error) {
    await connection.close();
    throw badRequest(`the offer cannot be answered: ${error.message}`);
  }
}

/** Tells when the media can flow, and when it cannot any more, whoever ended it. */
export function follow(connection, { onUp, onDown }) {
  connection.connectionStateChange.subscribe((state) => {
    if (state === "connected") onUp();
    if (state === "failed" || state === "closed") onDown();
  });
}
