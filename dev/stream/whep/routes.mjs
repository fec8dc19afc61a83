// WHEP (draft-murillo-whep): an offer to receive comes in, an answer goes out; later addresses, and an end.

import { ApiError, empty, notFound, text } from "../http/answer.mjs";
import { route } from "../http/router.mjs";
import { admit } from "../playback/access.mjs";
import { isOf, readOffer, SDP } from "../webrtc/offer.mjs";

const VERSION = { "protocol-version": "draft-murillo-whep-01" };
const FRAGMENT = "application/trickle-ice-sdpfrag";
const RETRY_AFTER_S = 2;

export const whepRoutes = [
  route("POST /:id/webRTC/play", play),
  route("GET /:id/webRTC/play", notAllowed),
  route("DELETE /:id/webRTC/play/:session", end),
  route("PATCH /:id/webRTC/play/:session", addCandidates),
  route("GET /:id/webRTC/play/:session", notAllowed),
];

/** What came by WHIP, and nothing else. */
async function play(call) {
  const { sim, url } = call;
  const { input } = admit(call);
  if (input === undefined) throw notFound("live input");
  const offer = await readOffer(call, VERSION);
  const audience = sim.whip.audienceOf(input);
  if (audience === undefined) throw nobodyPublishes();
  const viewer = await audience.open(offer);
  const location = `${url.pathname}/${viewer.id}`;
  return text(201, viewer.answer, SDP, { ...VERSION, location, etag: etagOf(viewer) });
}

async function end(call) {
  await viewerOf(call).end();
  return empty(200, VERSION);
}

async function addCandidates(call) {
  const viewer = viewerOf(call);
  const { request } = call;
  if (!isOf(FRAGMENT, request)) throw new ApiError(415, 10005, `The body must be ${FRAGMENT}.`, VERSION);
  const match = request.headers["if-match"];
  if (match === undefined) throw new ApiError(428, 10005, "There is no If-Match.", VERSION);
  if (match !== etagOf(viewer)) throw new ApiError(412, 10005, "That is another session's ETag.", VERSION);
  await viewer.addCandidates((await call.bytes()).toString());
  return empty(204, VERSION);
}

const etagOf = ({ id }) => `"${id}"`;

function viewerOf({ sim, params }) {
  const viewer = sim.whip.viewer(params.session);
  if (viewer === undefined) throw notFound("session");
  return viewer;
}

/** As the draft wants it; what the platform says is not documented. */
const nobodyPublishes = () =>
  new ApiError(409, 10005, "Nobody publishes to this live input by WebRTC.", {
    ...VERSION,
    "retry-after": `${RETRY_AFTER_S}`,
  });

function notAllowed() {
  throw new ApiError(405, 10005, "Not allowed here.", VERSION);
}
