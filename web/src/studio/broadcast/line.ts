// One connection to Stream, from the offer to the end. What is lost is not mended: there will be another line.

import { PublishError } from "./fault";
import { connected, type Media, offerOf, openPeer } from "./peer";
import { publish, type WhipSession } from "./whip";

/** Connections come back by themselves, or not any more. */
const MENDS_WITHIN_MS = 4_000;

/**
 * Connects.
 *
 * @throws PublishError when that fails
 */
export async function openLine(address: string, media: Media, signal: AbortSignal): Promise<Line> {
  const peer = openPeer(address, media);
  let session: WhipSession | undefined;
  try {
    session = await publish(address, await offerOf(peer, signal), signal);
    await accept(peer, session.answer);
    await connected(peer, signal);
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

/** How a line ended: the network lost it, or somebody cut it: we ourselves, or the server. */
export type LineEnd = "lost" | "cut";

export class Line {
  readonly over: Promise<LineEnd>;
  readonly #peer: RTCPeerConnection;
  readonly #session: WhipSession;
  #tellOver = (_: LineEnd) => {};
  #isFailing = false;
  #mending: ReturnType<typeof setTimeout> | undefined;

  constructor(peer: RTCPeerConnection, session: WhipSession) {
    this.#peer = peer;
    this.#session = session;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
    peer.addEventListener("connectionstatechange", () => this.#look());
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
    clearTimeout(this.#mending);
    this.#peer.close();
    this.#tellOver("cut");
    await this.#session.end();
  }

  #look() {
    const { connectionState } = this.#peer;
    clearTimeout(this.#mending);
    if (connectionState === "connected") this.#isFailing = false;
    if (connectionState === "disconnected") {
      this.#isFailing = true;
      this.#mending = setTimeout(() => this.#tellOver("lost"), MENDS_WITHIN_MS);
    }
    if (connectionState === "failed" || connectionState === "closed")
      this.#tellOver(this.#isFailing ? "lost" : "cut");
  }
}
