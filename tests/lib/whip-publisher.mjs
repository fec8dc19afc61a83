// A browser that publishes by WHIP with a few lines of its own: what any client does, without ours.

import { openEmptyPage, waysOut } from "./empty-page.mjs";

/**
 * @typedef {object} Publisher
 * @property {number} status of the answer
 * @property {Record<string, string>} headers
 * @property {string} session its address; empty when it was refused
 * @property {() => Promise<number>} end says so, and tells the answer's status
 * @property {() => Promise<void>} vanish without a word
 */

/**
 * Publishes the browser's camera and microphone.
 *
 * @param {import("playwright-core").Browser} browser with FAKE_DEVICES
 * @param {string} whipUrl
 * @param {{codec?: string}} [options] the only one to be offered, such as `video/VP8`
 * @returns {Promise<Publisher>}
 */
export async function publishFrom(browser, whipUrl, { codec = "video/H264" } = {}) {
  const page = await openEmptyPage(browser);
  const answer = await page.evaluate(publish, { whipUrl, codec });
  return {
    ...answer,
    ...waysOut(page, answer.session),
  };
}

/** Runs in the page. */
async function publish({ whipUrl, codec }) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const connection = new RTCPeerConnection();
  window.connection = connection;
  for (const track of stream.getTracks()) {
    const transceiver = connection.addTransceiver(track, { direction: "sendonly" });
    const all = RTCRtpSender.getCapabilities(track.kind).codecs;
    if (track.kind === "video")
      transceiver.setCodecPreferences(all.filter(({ mimeType }) => mimeType === codec));
  }
  await connection.setLocalDescription();
  while (connection.iceGatheringState !== "complete") await new Promise((done) => setTimeout(done, 50));
  const reply = await fetch(whipUrl, {
    method: "POST",
    headers: { "content-type": "application/sdp" },
    body: connection.localDescription.sdp,
  });
  const answer = { status: reply.status, headers: Object.fromEntries(reply.headers), session: "" };
  if (!reply.ok) return answer;
  await connection.setRemoteDescription({ type: "answer", sdp: await reply.text() });
  return { ...answer, session: new URL(answer.headers.location, whipUrl).href };
}
