// What happens to a live input: connected, gone, back, over.

import { storedMinutes } from "../api/account.mjs";
import { newVideo } from "../api/new-video.mjs";
import { DAY_MS, timestamp } from "../ids.mjs";
import { tellLive } from "../webhooks/live.mjs";
import { record } from "./recorder.mjs";

const ERRORS = {
  ERR_STORAGE_QUOTA_EXHAUSTED: "Storage quota exhausted.",
  ERR_GOP_OUT_OF_RANGE: "Input GOP size or keyframe interval is out of range.",
  ERR_UNSUPPORTED_VIDEO_CODEC: "Unsupported video codec.",
  ERR_UNSUPPORTED_AUDIO_CODEC: "Unsupported audio codec.",
};

/**
 * @typedef {object} Broadcast of one live input, from the first connection until nobody came back in time
 * @property {string | null} videoUid none when the input does not record
 * @property {string} name of the stream in nginx-rtmp
 * @property {string | null} clientId the connection; none while the input waits for its encoder
 * @property {string} protocol
 * @property {number} connections that nginx-rtmp records
 * @property {NodeJS.Timeout} [hold]
 */

/**
 * An encoder knocks with a good key.
 *
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {object} input
 * @param {{clientId: string, protocol: string}} connection
 * @returns {Broadcast | undefined} none when it is turned away
 */
export function connect(sim, input, { clientId, protocol }) {
  const current = sim.broadcasts.get(input.uid);
  if (!input.enabled || current?.clientId) return undefined;
  if (storedMinutes(Object.values(sim.store.videos)) >= sim.switches.storageLimitMinutes) {
    fail(sim, input, "ERR_STORAGE_QUOTA_EXHAUSTED");
    return undefined;
  }
  const broadcast = continued(sim, input, protocol) ?? newBroadcast(sim, input, protocol);
  clearTimeout(broadcast.hold);
  sim.broadcasts.set(input.uid, Object.assign(broadcast, { clientId, protocol, hold: undefined }));
  if (clientId !== "control") broadcast.connections += 1;
  setStatus(input, protocol, "connected", "connected");
  tell(sim, input, protocol, "connected");
  return broadcast;
}

/** Whether WebRTC makes a video depends on a switch: on the platform it does not, whatever the input's mode is. */
const isRecorded = ({ switches }, { recording }, protocol) =>
  recording.mode === "automatic" && (protocol !== "webrtc" || switches.whipPlays === "everywhere");

/** The broadcast that waits for its encoder, if this one can go on with it. */
function continued(sim, input, protocol) {
  const waiting = sim.broadcasts.get(input.uid);
  if (waiting === undefined || (waiting.videoUid !== null) === isRecorded(sim, input, protocol))
    return waiting;
  end(sim, input);
  return undefined;
}

function newBroadcast(sim, input, protocol) {
  const video = isRecorded(sim, input, protocol)
    ? newVideo(sim, "live-inprogress", inherited(input))
    : undefined;
  return {
    videoUid: video?.uid ?? null,
    name: video?.uid ?? input.uid,
    clientId: null,
    protocol,
    connections: 0,
  };
}

function inherited({ uid, meta, defaultCreator, recording }) {
  const { requireSignedURLs, allowedOrigins } = recording;
  const name = [meta.name, recordingDate(new Date())].filter(Boolean).join(" ");
  return { liveInput: uid, meta: { name }, creator: defaultCreator, requireSignedURLs, allowedOrigins };
}

/** `23 Sep 26 05:44 UTC`. */
function recordingDate(date) {
  const [, day, month, year, time] = date.toUTCString().match(/(\d+) (\w+) \d\d(\d+) (\d+:\d+)/);
  return `${day} ${month} ${year} ${time} UTC`;
}

/** The encoder is gone; it may come back within the input's time. */
export function disconnect(sim, input, reason = "client_disconnect") {
  const broadcast = sim.broadcasts.get(input.uid);
  if (!broadcast?.clientId) return;
  broadcast.clientId = null;
  setStatus(input, broadcast.protocol, "disconnected", reason);
  tell(sim, input, broadcast.protocol, "disconnected");
  const { defaultTimeoutSeconds, holdExtraMs } = sim.switches;
  const seconds = input.recording.timeoutSeconds || defaultTimeoutSeconds;
  broadcast.hold = setTimeout(() => end(sim, input), seconds * 1000 + holdExtraMs);
}

/** What it sends cannot be used. */
export function fail(sim, input, code) {
  const message = ERRORS[code] ?? "Unknown error.";
  setStatus(input, "rtmp", "errored", code);
  tellLive(sim, input, "errored", { code, message });
}

/** Nobody came back, or nobody may: the broadcast is over and becomes a recording. */
export function end(sim, input) {
  const broadcast = sim.broadcasts.get(input.uid);
  if (broadcast === undefined) return;
  clearTimeout(broadcast.hold);
  sim.broadcasts.delete(input.uid);
  const video = sim.store.videos[broadcast.videoUid];
  if (video) record(sim, video, broadcast.connections, deletion(video, input));
}

function deletion({ created }, { deleteRecordingAfterDays }) {
  return deleteRecordingAfterDays === null
    ? null
    : timestamp(Date.parse(created) + deleteRecordingAfterDays * DAY_MS);
}

/** Cuts whoever is on; nginx-rtmp tells of the end itself. */
export function drop(sim, input) {
  sim.whip.drop(input);
  const broadcast = sim.broadcasts.get(input.uid);
  if (!broadcast?.clientId) return;
  if (broadcast.clientId === "control") disconnect(sim, input);
  else sim.media.dropPublisher(broadcast.name);
}

/** The video that plays under the live input's own name; none while it has no picture. */
export function currentVideo(sim, input) {
  const broadcast = sim.broadcasts.get(input.uid);
  const isShown = input.recording.mode === "automatic" && input.enabled;
  return isShown && broadcast ? sim.store.videos[broadcast.videoUid] : undefined;
}

function setStatus(input, ingestProtocol, state, reason) {
  const now = new Date().toISOString();
  input.status = { ingestProtocol, state, reason, statusEnteredAt: now, statusLastSeen: now };
}

function tell(sim, input, protocol, event) {
  if (protocol === "webrtc" && !sim.switches.whipNotifies) return;
  tellLive(sim, input, event);
}
