// WHIP (RFC 9725): an offer goes out, an answer comes back, and DELETE ends the session. Whoever has the address may
// publish: it is in no error, no log and no text.

import { PublishError, refusalOf } from "./fault";

const LIMIT_MS = 10_000;
const END_LIMIT_MS = 5_000;

export interface WhipSession {
  /** The answer to our offer, as SDP. */
  answer: string;
  /** Tells the server that it is over; also while the page goes away. */
  end: () => Promise<void>;
}

/**
 * Offers a session.
 *
 * @throws PublishError when it is refused, or nobody answers
 */
export async function publish(address: string, offer: string, signal: AbortSignal): Promise<WhipSession> {
  const reply = await reach(address, offer, signal);
  if (!reply.ok) throw new PublishError(refusalOf(reply.status));
  const session = URL.parse(reply.headers.get("location") ?? "", reply.url);
  const answer = await reply.text().catch(() => {
    throw new PublishError("offline");
  });
  return { answer, end: reply.headers.has("location") && session ? ending(session) : async () => {} };
}

/** Without an answer it can be said again; with one, whichever, it is done. */
function ending(session: URL): () => Promise<void> {
  let isSaid = false;
  return async () => {
    if (isSaid) return;
    isSaid = true;
    try {
      await fetch(session, { method: "DELETE", keepalive: true, signal: AbortSignal.timeout(END_LIMIT_MS) });
    } catch {
      isSaid = false;
    }
  };
}

async function reach(address: string, offer: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/sdp" },
      body: offer,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
  } catch {
    throw new PublishError("offline");
  }
}
