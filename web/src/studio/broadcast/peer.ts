// Our end of a WebRTC connection that only sends: what is offered, and how much of it.

import { PublishError } from "./fault";

/** The height of the picture. */
export type Quality = 480 | 720 | 1080;

/** What is sent. */
export interface Media {
  video: MediaStreamTrack;
  audio: MediaStreamTrack;
  quality: Quality;
}

const VIDEO_BITS_PER_S: Record<Quality, number> = { 480: 1_500_000, 720: 3_000_000, 1080: 5_000_000 };
const AUDIO_BITS_PER_S = 128_000;
const FRAMES_PER_S = 30;
/** Stream takes these, and H.264 plays everywhere without being encoded anew. */
const CODECS = ["video/H264", "video/VP8", "video/VP9"];
/** The profile that Stream names: constrained baseline. */
const PROFILE = /profile-level-id=42e0/i;
const GATHERING_LIMIT_MS = 2_000;
const CONNECTING_LIMIT_MS = 15_000;
/** Stream's own. Other servers are reached without. */
const STUN = { urls: "stun:stun.cloudflare.com:3478" };

export function openPeer(address: string, { video, audio, quality }: Media): RTCPeerConnection {
  const isStream = new URL(address).hostname.endsWith(".cloudflarestream.com");
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: isStream ? [STUN] : [] });
  const send = (track: MediaStreamTrack, encoding: RTCRtpEncodingParameters) =>
    peer.addTransceiver(track, { direction: "sendonly", sendEncodings: [encoding] });
  send(audio, { maxBitrate: AUDIO_BITS_PER_S });
  send(video, { maxBitrate: VIDEO_BITS_PER_S[quality], maxFramerate: FRAMES_PER_S }).setCodecPreferences(
    codecs(),
  );
  return peer;
}

function codecs(): RTCRtpCodec[] {
  const all = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const rank = ({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec) =>
    CODECS.indexOf(mimeType) * 2 + (PROFILE.test(sdpFmtpLine) ? 0 : 1);
  const known = all.filter(({ mimeType }) => CODECS.includes(mimeType));
  const repairs = all.filter(({ mimeType }) => mimeType === "video/rtx"); // packets that are sent again
  return [...known.sort((one, other) => rank(one) - rank(other)), ...repairs];
}

/** The offer with every address of ours in it: there is no second message. */
export async function offerOf(peer: RTCPeerConnection, signal: AbortSignal): Promise<string> {
  await peer.setLocalDescription();
  await until(
    peer,
    "icegatheringstatechange",
    GATHERING_LIMIT_MS,
    signal,
    () => peer.iceGatheringState === "complete",
  );
  return peer.localDescription?.sdp ?? "";
}

/** @throws PublishError when no way to the server is found */
export async function connected(peer: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  const isDecided = () => ["connected", "failed", "closed"].includes(peer.connectionState);
  await until(peer, "connectionstatechange", CONNECTING_LIMIT_MS, signal, isDecided);
  if (peer.connectionState !== "connected") throw new PublishError("unreachable");
}

/** Waits until it is so, or time is up, or the signal says that nobody waits any more. */
function until(
  peer: RTCPeerConnection,
  event: string,
  limitMs: number,
  signal: AbortSignal,
  isSo: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const done = () => {
      over.abort();
      clearTimeout(timer);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const look = () => (isSo() || signal.aborted) && done();
    const timer = setTimeout(done, limitMs);
    peer.addEventListener(event, look, { signal: over.signal });
    signal.addEventListener("abort", look, { signal: over.signal });
    look();
  });
}
