// What a browser offers, to send or to receive.

import { ApiError, badRequest } from "../http/answer.mjs";

export const SDP = "application/sdp";
/** As the platform takes them, and in this order. */
export const VIDEO = ["H264", "VP8", "VP9"];
/** Without these there is no connection. */
const NEEDED = ["a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:"];
const MAX_BYTES = 64 * 1024;

/**
 * The offer in a call's body.
 *
 * @param {import("../http/server.mjs").Call} call
 * @param {Record<string, string>} version headers of every answer
 * @returns {Promise<string>}
 */
export async function readOffer({ request, bytes }, version) {
  if (!isOf(SDP, request)) throw new ApiError(415, 10005, `The body must be ${SDP}.`, version);
  return (await bytes(MAX_BYTES)).toString();
}

/** Whether the body is of this type. */
export const isOf = (type, { headers }) => headers["content-type"]?.split(";")[0].trim() === type;

/**
 * The first of these codecs that the one video of an offer has.
 *
 * @param {string} sdp
 * @param {string[]} codecs
 * @returns {string}
 * @throws {ApiError}
 */
export function chosenVideo(sdp, codecs) {
  if (!sdp.startsWith("v=0")) throw badRequest("the body is no session description");
  const [, ...media] = sdp.split(/^m=/m);
  const videos = media.filter((section) => section.startsWith("video "));
  if (videos.length !== 1) throw badRequest("the offer must have one video");
  const chosen = codecs.find((codec) => new RegExp(`^a=rtpmap:\\d+ ${codec}/90000`, "im").test(videos[0]));
  if (chosen === undefined) throw new ApiError(406, 10005, `The video must be one of ${codecs.join(", ")}.`);
  for (const needed of NEEDED) if (!sdp.includes(needed)) throw badRequest(`the offer has no ${needed}`);
  return chosen;
}
