// The life of a WebRTC connection: found, lost, over.

/** How a connection ended: the network lost it, or somebody cut it: we ourselves, or the server. */
export type End = "lost" | "cut";

const GATHERING_LIMIT_MS = 2_000;
const CONNECTING_LIMIT_MS = 15_000;
/** Connections come back by themselves, or not any more. */
const MENDS_WITHIN_MS = 4_000;
/** Stream's own. Other servers are reached without. */
const STUN = { urls: "stun:stun.cloudflare.com:3478" };

/** A connection to the server at this address. */
export function newPeer(address: string): RTCPeerConnection {
  const isStream = new URL(address).hostname.endsWith(".cloudflarestream.com");
  return new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: isStream ? [STUN] : [] });
}

/** The offer with every address of ours in it: there is no second message. */
export async function offerOf(peer: RTCPeerConnection, signal: AbortSignal): Promise<string> {
  await peer.setLocalDescription();
  const isComplete = () => peer.iceGatheringState === "complete";
  await until(peer, "icegatheringstatechange", GATHERING_LIMIT_MS, signal, isComplete);
  return peer.localDescription?.sdp ?? "";
}

/** Whether a way to the server is found. */
export async function isConnected(peer: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  const isDecided = () => ["connected", "failed", "closed"].includes(peer.connectionState);
  await until(peer, "connectionstatechange", CONNECTING_LIMIT_MS, signal, isDecided);
  return peer.connectionState === "connected";
}

/** Tells when it is over; not any more once the returned function was called. */
export function whenOver(peer: RTCPeerConnection, tell: (end: End) => void): () => void {
  const watching = new AbortController();
  let isFailing = false;
  let mending: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const { connectionState } = peer;
    clearTimeout(mending);
    if (connectionState === "connected") isFailing = false;
    if (connectionState === "disconnected") {
      isFailing = true;
      mending = setTimeout(tell, MENDS_WITHIN_MS, "lost");
    }
    if (connectionState === "failed" || connectionState === "closed") tell(isFailing ? "lost" : "cut");
  };
  peer.addEventListener("connectionstatechange", look, { signal: watching.signal });
  return () => {
    clearTimeout(mending);
    watching.abort();
  };
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
