// One connection to Stream, from the offer to the end. What is lost is not mended: there will be another line.

import { type End, isConnected, offerOf, whenOver } from "../../lib/webrtc/connection";
import type { Session } from "../../lib/webrtc/negotiation";
import { PublishError } from "./fault";
import { type Media, openPeer } from "./peer";
import { publish } from "./whip";

/**
 * Connects.
 *
 * @throws PublishError when that fails
 */
export async function openLine(address: string, media: Media, signal: AbortSignal): Promise<Line> {
  const peer = openPeer(address, media);
  let session: Session | undefined;
  try {
    session = await publish(address, await offerOf(peer, signal), signal);
    await accept(peer, session.answer);
    if (!(await isConnected(peer, signal))) throw new PublishError("unreachable");
    return new Line(peer, session);
  } catch (error) {
    peer.close();
    void session?.end();
    throw error;
  }
}

async function accept(peer: RTCPeerConnection, sdp: string): Promise<void> {
  try {
    await peer.setRemoteDescription({ type: "answer", sdp });
  } catch {
    throw new PublishError("unacceptable");
  }
}

export class Line {
  readonly over: Promise<End>;
  readonly #peer: RTCPeerConnection;
  readonly #session: Session;
  readonly #stopWatching: () => void;
  #tellOver = (_: End) => {};

  constructor(peer: RTCPeerConnection, session: Session) {
    this.#peer = peer;
    this.#session = session;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
    this.#stopWatching = whenOver(peer, this.#tellOver);
  }

  /** Sends another picture from now on. */
  async show(video: MediaStreamTrack): Promise<void> {
    const sender = this.#peer.getSenders().find(({ track }) => track?.kind === "video");
    await sender?.replaceTrack(video);
  }

  statistics(): Promise<RTCStatsReport> {
    return this.#peer.getStats();
  }

  /** Ends it here, and tells the server, if it has not heard of it. */
  async end(): Promise<void> {
    this.#stopWatching();
    this.#peer.close();
    this.#tellOver("cut");
    await this.#session.end();
  }
}
