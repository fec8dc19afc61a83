// A browser that watches by WHEP with a few lines of its own: what any client does, without ours.

import { openEmptyPage, waysOut } from "./empty-page.mjs";

/**
 * @typedef {object} Viewer
 * @property {number} status of the answer
 * @property {Record<string, string>} headers
 * @property {string} session its address; empty when it was refused
 * @property {string} offer
 * @property {() => Promise<{width: number, time: number, sound: number}>} sees what came until now: the picture's
 *   width and time, and packets of sound
 * @property {() => Promise<string>} state of the connection
 * @property {() => Promise<number>} end says so, and tells the answer's status
 * @property {() => Promise<void>} vanish without a word
 */

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} whepUrl
 * @param {{codec?: string}} [options] the only one to be offered, such as `video/VP8`
 * @returns {Promise<Viewer>}
 */
export async function watchFrom(browser, whepUrl, { codec } = {}) {
  const page = await openEmptyPage(browser);
  const answer = await page.evaluate(watch, { whepUrl, codec });
  return {
    ...answer,
    sees: () => page.evaluate(() => window.sees()),
    state: () => page.evaluate(() => window.connection.connectionState),
    ...waysOut(page, answer.session),
  };
}

/** Runs in the page. */
async function watch({ whepUrl, codec }) {
  const connection = new RTCPeerConnection();
  window.connection = connection;
  const picture = connection.addTransceiver("video", { direction: "recvonly" });
  const sound = connection.addTransceiver("audio", { direction: "recvonly" });
  const all = RTCRtpReceiver.getCapabilities("video").codecs;
  if (codec) picture.setCodecPreferences(all.filter(({ mimeType }) => mimeType === codec));
  const video = document.createElement("video");
  document.body.append(video);
  video.muted = true;
  video.srcObject = new MediaStream([picture.receiver.track, sound.receiver.track]);
  video.play().catch(() => {}); // nothing may come
  window.sees = async () => {
    const reports = [...(await connection.getStats()).values()];
    const heard = reports.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    return { width: video.videoWidth, time: video.currentTime, sound: heard?.packetsReceived ?? 0 };
  };
  await connection.setLocalDescription();
  while (connection.iceGatheringState !== "complete") await new Promise((done) => setTimeout(done, 50));
  const offer = connection.localDescription.sdp;
  const headers = { "content-type": "application/sdp" };
  const reply = await fetch(whepUrl, { method: "POST", headers, body: offer });
  const answer = { status: reply.status, headers: Object.fromEntries(reply.headers), session: "", offer };
  if (!reply.ok) return answer;
  await connection.setRemoteDescription({ type: "answer", sdp: await reply.text() });
  return { ...answer, session: new URL(answer.headers.location, whepUrl).href };
}
