// What WHIP (RFC 9725) and WHEP have in common: an offer goes out, an answer comes back, and DELETE ends the session.
// The address may be a secret: it is in no error, no log and no text.

const LIMIT_MS = 10_000;
const END_LIMIT_MS = 5_000;

export interface Session {
  /** The answer to our offer, as SDP. */
  answer: string;
  /** Tells the server that it is over; also while the page goes away. */
  end: () => Promise<void>;
}

/** No session came about. */
export class Refused extends Error {
  /** What the server answered; 0 when nobody did. */
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/**
 * Offers a session.
 *
 * @throws Refused
 */
export async function negotiate(address: string, offer: string, signal: AbortSignal): Promise<Session> {
  const reply = await reach(address, offer, signal);
  if (!reply.ok) throw new Refused(reply.status);
  const session = URL.parse(reply.headers.get("location") ?? "", reply.url);
  const answer = await reply.text().catch(() => {
    throw new Refused(0);
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
    throw new Refused(0);
  }
}
