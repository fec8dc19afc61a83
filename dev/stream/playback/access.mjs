// What a playback address names, and whether this viewer may have it.

import { ApiError, notFound } from "../http/answer.mjs";
import { isUid } from "../ids.mjs";
import { currentVideo } from "../media/broadcasts.mjs";
import { isOriginAllowed } from "./origins.mjs";
import { isAllowed } from "./rules.mjs";
import { verifiedClaims } from "./token.mjs";

/**
 * @typedef {object} Target
 * @property {object} [input] when the live input was named
 * @property {object} [video] that it is about; none while nobody broadcasts
 */

/**
 * @param {import("../http/server.mjs").Call} call whose path has the id or token as `:id`
 * @param {{download?: boolean}} [wish]
 * @returns {Target}
 * @throws {ApiError}
 */
export function admit(call, { download = false } = {}) {
  const { sim, params } = call;
  const claims = isUid(params.id) ? undefined : claimsOf(call, params.id, download);
  const uid = claims?.sub ?? params.id;
  const video = sim.store.videos[uid];
  const input = video ? undefined : sim.store.inputs[uid];
  if (!video && !input) throw notFound("video");
  const settings = video ?? input.recording;
  if (settings.requireSignedURLs && !claims) throw refused(sim);
  if (!fromAllowedPage(call, settings)) throw refused(sim);
  return { input, video: video ?? currentVideo(sim, input) };
}

function claimsOf({ sim, request }, token, download) {
  const claims = verifiedClaims(sim.store, token);
  if (claims === undefined) throw refused(sim);
  if (download && claims.downloadable !== true) throw refused(sim);
  if (!isAllowed(claims.accessRules ?? [], viewerOf(request))) throw refused(sim);
  return claims;
}

/** The headers stand in for a network and a country that loopback does not have. */
const viewerOf = ({ headers, socket }) => ({
  ip: headers["cf-connecting-ip"] ?? socket.remoteAddress.replace("::ffff:", ""),
  country: headers["cf-ipcountry"],
});

function fromAllowedPage({ sim, request }, { allowedOrigins }) {
  const page = request.headers.origin ?? request.headers.referer;
  return isOriginAllowed(allowedOrigins, page, sim.switches.playersWithoutOrigin);
}

const refused = ({ switches }) =>
  new ApiError(switches.playbackRefusalStatus, 10004, "Not allowed to play this video.");
