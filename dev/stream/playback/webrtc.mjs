// WHEP: the address exists, the media does not.

import { ApiError } from "../http/answer.mjs";
import { admit } from "./access.mjs";

const NOT_HERE = "The simulator takes WebRTC in and sends none: play HLS or DASH instead.";

export function play(call) {
  admit(call);
  throw new ApiError(501, 10001, NOT_HERE, { "protocol-version": "draft-murillo-whep-01" });
}
