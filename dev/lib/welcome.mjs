// What `make dev` says when it is ready.

import { ENCODER_COMMAND } from "./encoder.mjs";
import { CHAIN_URL, MEDIA_URL, RTMP_URL, WORKER_URL } from "./stack.mjs";

const JSON_TYPE = "-H 'content-type: application/json'";
const BEARER = '-H "authorization: Bearer $TOKEN"';
const USER = `'{"username":"alice","password":"correct horse"}'`;

/** A text field of a JSON answer, with what every shell has. */
const text = (field) => `grep -o '"${field}":"[^"]*"' | head -1 | cut -d'"' -f4`;
const number = (field) => `grep -o '"${field}":[0-9]*' | head -1 | cut -d: -f2`;

/** @returns {string} ready-made commands, in the order of a first broadcast */
export function welcome() {
  return `
liveroom is up: ${WORKER_URL}/ in a browser     (Ctrl-C stops it; \`make demo\` shows it all by itself)

In another terminal:

  # an account, once; then a token
  curl -s ${WORKER_URL}/auth/register ${JSON_TYPE} -d ${USER}; echo
  TOKEN=$(curl -s ${WORKER_URL}/auth/login ${JSON_TYPE} -d ${USER} | ${text("accessToken")})

  # a stream, and its secret key
  STREAM=$(curl -s ${WORKER_URL}/streams ${BEARER} ${JSON_TYPE} -d '{"title":"Hello"}')
  ID=$(echo "$STREAM" | ${number("id")}); KEY=$(echo "$STREAM" | ${text("streamKey")})

  # on air, with a test pattern
  ${ENCODER_COMMAND} "${RTMP_URL}/$KEY"

  # from a third terminal with the same TOKEN and ID: who is live, and where to watch
  curl -s "${WORKER_URL}/streams?status=live" ${BEARER}; echo
  HLS=$(curl -s ${WORKER_URL}/streams/$ID/playback ${BEARER} | ${text("hls")})
  ffplay "$HLS"

  # the room on the chain, for anyone to read
  ROOM=$(curl -s ${WORKER_URL}/streams/$ID ${BEARER} | ${text("roomId")})
  curl -s ${WORKER_URL}/api/rooms/$ROOM; echo

  # when the encoder has stopped and the reconnect window is over: the recording
  ffplay "$(curl -s "${WORKER_URL}/vod?streamId=$ID" ${BEARER} | ${text("url")})"

OBS: Settings > Stream > Service "Custom", Server ${RTMP_URL}, Stream Key: echo $KEY
     Settings > Output: keyframe interval 1 s; tune "zerolatency"
Media server: ${MEDIA_URL}/stat
Chain: ${CHAIN_URL} (JSON-RPC)
`;
}
