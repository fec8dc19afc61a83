// WHIP (RFC 9725): an offer in, an answer out, and an end.

import { ApiError, empty, notFound, text } from "../http/answer.mjs";
import { route } from "../http/router.mjs";
import { readOffer, SDP } from "../webrtc/offer.mjs";

const VERSION = { "protocol-version": "draft-ietf-wish-whip-06" };

export const whipRoutes = [
  route("POST /:id/webRTC/publish", publish),
  route("GET /:id/webRTC/publish", notAllowed),
  route("DELETE /:id/webRTC/publish/:session", end),
  route("PATCH /:id/webRTC/publish/:session", notAllowed),
];

/** The secret is in the path. */
async function publish(call) {
  const { sim, params, url } = call;
  const input = Object.values(sim.store.inputs).find(({ secrets }) => secrets.whip === params.id);
  if (!input?.enabled) throw notFound("live input");
  const session = await sim.whip.open(input, await readOffer(call, VERSION));
  const location = `${url.pathname}/${session.id}`;
  return text(201, session.answer, SDP, { ...VERSION, location, etag: `"${session.id}"` });
}

async function end({ sim, params }) {
  const session = sim.whip.withId(params.session);
  if (session === undefined) throw notFound("session");
  await session.end();
  return empty(200, VERSION);
}

/** Addresses of the network come with the offer, none later. */
function notAllowed() {
  throw new ApiError(405, 10005, "Not allowed here.", VERSION);
}
