// What comes by PATCH (RFC 8840): addresses that a browser found after its offer.

import { ApiError, badRequest } from "../http/answer.mjs";

/**
 * The candidates in a fragment.
 *
 * @param {string} text
 * @param {string} offer of the same session
 * @returns {{candidate: string, sdpMid: string}[]}
 * @throws {ApiError} 422 for a restart of ICE, which is not done here
 */
export function candidatesIn(text, offer) {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(text)?.[1];
  if (ufrag === undefined) throw badRequest("the fragment has no a=ice-ufrag:");
  if (!offer.includes(`a=ice-ufrag:${ufrag}`)) throw new ApiError(422, 10005, "ICE cannot be restarted.");
  const candidates = [];
  let sdpMid;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("a=mid:")) sdpMid = line.slice("a=mid:".length);
    if (!line.startsWith("a=candidate:")) continue;
    if (sdpMid === undefined) throw badRequest("a candidate stands before any a=mid:");
    candidates.push({ candidate: line.slice("a=".length), sdpMid });
  }
  return candidates;
}
