// WHIP (RFC 9725). Whoever has the address may publish: it is in no error, no log and no text.

import { negotiate, Refused, type Session } from "../../lib/webrtc/negotiation";
import { PublishError, refusalOf } from "./fault";

/**
 * Offers a session.
 *
 * @throws PublishError when it is refused, or nobody answers
 */
export async function publish(address: string, offer: string, signal: AbortSignal): Promise<Session> {
  try {
    return await negotiate(address, offer, signal);
  } catch (error) {
    throw error instanceof Refused ? new PublishError(refusalOf(error.status)) : error;
  }
}
