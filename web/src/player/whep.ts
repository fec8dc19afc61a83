// A broadcast by WebRTC (WHEP): one connection, from the offer until it is over. Loaded where there is nothing else to play.

import { isConnected, newPeer, offerOf, whenOver } from "../lib/webrtc/connection";
import { negotiate, Refused, type Session } from "../lib/webrtc/negotiation";
import { refusalOf, WhepError } from "./whep-fault";

/** How soon media comes by a connection, if ever. */
const MEDIA_WITHIN_MS = 8_000;
/** Whoever sends nothing for so long has gone. */
const SILENCE_LIMIT_MS = 5_000;
const LOOKS_EVERY_MS = 500;

/** A connection by which media comes. */
export interface WhepLine {
  media: MediaStream;
  /** Once nothing comes by it any more. */
  over: Promise<void>;
  close: () => void;
}

/**
 * Connects, and waits for the media.
 *
 * @throws WhepError when there is none
 */
export async function openWhep(address: string, signal: AbortSignal): Promise<WhepLine> {
  const peer = newPeer(address);
  for (const kind of ["video", "audio"]) peer.addTransceiver(kind, { direction: "recvonly" });
  let session: Session | undefined;
  try {
    session = await negotiated(peer, address, signal);
    if (!(await isConnected(peer, signal))) throw new WhepError("blocked");
    if (!(await isFlowing(peer, signal))) throw new WhepError("silent");
    return lineOf(peer, session);
  } catch (error) {
    peer.close();
    void session?.end();
    throw error;
  }
}

async function negotiated(peer: RTCPeerConnection, address: string, signal: AbortSignal): Promise<Session> {
  try {
    const session = await negotiate(address, await offerOf(peer, signal), signal);
    await peer.setRemoteDescription({ type: "answer", sdp: session.answer });
    return session;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new WhepError(error instanceof Refused ? refusalOf(error.status) : "refused");
  }
}

function lineOf(peer: RTCPeerConnection, session: Session): WhepLine {
  const watching = new AbortController();
  const { signal } = watching;
  const over = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const end = () => {
    watching.abort();
    void session.end();
  };
  signal.addEventListener("abort", whenOver(peer, end));
  addEventListener("pagehide", end, { signal });
  void untilSilent(peer, signal).then(end);
  const close = () => {
    end();
    peer.close();
  };
  return { media: new MediaStream(tracksOf(peer)), over, close };
}

/** What the server agreed to send. */
const tracksOf = (peer: RTCPeerConnection) =>
  peer
    .getTransceivers()
    .filter(({ currentDirection }) => currentDirection === "recvonly")
    .map(({ receiver }) => receiver.track);

async function isFlowing(peer: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < MEDIA_WITHIN_MS) {
    if ((await bytesOf(peer)) > 0) return true;
    await nextLook();
    signal.throwIfAborted();
  }
  return false;
}

async function untilSilent(peer: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  let bytes = 0;
  let heardAtMs = performance.now();
  while (!signal.aborted && performance.now() - heardAtMs < SILENCE_LIMIT_MS) {
    await nextLook();
    const now = await bytesOf(peer);
    if (now > bytes) heardAtMs = performance.now();
    bytes = now;
  }
}

const nextLook = () => new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));

/** Everything that came until now. */
async function bytesOf(peer: RTCPeerConnection): Promise<number> {
  let bytes = 0;
  const report: ReadonlyMap<string, { type: string; bytesReceived?: number }> = await peer.getStats();
  for (const { type, bytesReceived } of report.values())
    if (type === "inbound-rtp") bytes += bytesReceived ?? 0;
  return bytes;
}
