// WHIP and WHEP: the addresses exist, the media does not.

import { ApiError, notFound } from "../http/answer.mjs";
import { admit } from "./access.mjs";

const NOT_HERE =
  "The simulator has no WebRTC: it hands the addresses out and takes no session. Publish by RTMP instead, or have " +
  "POST /__broadcast with protocol webrtc raise the events.";

const unsupported = (version) => new ApiError(501, 10001, NOT_HERE, { "protocol-version": version });

/** WHIP: the secret is in the path. */
export function publish({ sim, params }) {
  const input = Object.values(sim.store.inputs).find(({ secrets }) => secrets.whip === params.id);
  if (!input?.enabled) throw notFound("live input");
  throw unsupported("draft-ietf-wish-whip-06");
}

/** WHEP. */
export function play(call) {
  admit(call);
  throw unsupported("draft-murillo-whep-01");
}
