// Our end of a WebRTC connection that only sends: what is offered, and how much of it.

import { newPeer } from "../../lib/webrtc/connection";

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

export function openPeer(address: string, { video, audio, quality }: Media): RTCPeerConnection {
  const peer = newPeer(address);
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
