// What a publisher offers, and which of it is taken.

import { ApiError, badRequest } from "../http/answer.mjs";

/** As the platform takes them, and in this order. */
const VIDEO = ["H264", "VP8", "VP9"];
/** Without these there is no connection. */
const NEEDED = ["a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:"];

/**
 * The codec of the video that is to come.
 *
 * @param {string} sdp
 * @returns {"H264" | "VP8" | "VP9"}
 * @throws {ApiError}
 */
export function chosenVideo(sdp) {
  if (!sdp.startsWith("v=0")) throw badRequest("the body is no session description");
  const [, ...media] = sdp.split(/^m=/m);
  const videos = media.filter((section) => section.startsWith("video "));
  if (videos.length !== 1) throw badRequest("the offer must have one video");
  const chosen = VIDEO.find((codec) => new RegExp(`^a=rtpmap:\\d+ ${codec}/90000`, "im").test(videos[0]));
  if (chosen === undefined) throw new ApiError(406, 10005, `The video must be one of ${VIDEO.join(", ")}.`);
  for (const needed of NEEDED) if (!sdp.includes(needed)) throw badRequest(`the offer has no ${needed}`);
  return chosen;
}
