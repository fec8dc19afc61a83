// Live inputs: what an encoder connects to.

import { bare, notFound, ok } from "../http/answer.mjs";
import { newSecret, newUid, timestamp } from "../ids.mjs";
import { disconnect, drop, end } from "../media/broadcasts.mjs";
import { checkKeptDays, flag, pick } from "./check.mjs";
import { apiRoute } from "./guard.mjs";
import { inputItem, inputView } from "./input-view.mjs";
import { liveInputVideos } from "./videos.mjs";

const LIST_PAGE = 1000;
const RECORDING = {
  mode: "off",
  requireSignedURLs: false,
  allowedOrigins: null,
  hideLiveViewerCount: false,
  timeoutSeconds: 0,
};
const FIELDS = ["meta", "enabled", "defaultCreator", "preferLowLatency"];
const RECORDING_FIELDS = ["mode", "requireSignedURLs", "allowedOrigins", "hideLiveViewerCount"];

export const liveInputRoutes = [
  apiRoute("POST /stream/live_inputs", create),
  apiRoute("GET /stream/live_inputs", list),
  apiRoute("GET /stream/live_inputs/:uid", (call) => shown(call, readable(call))),
  apiRoute("PUT /stream/live_inputs/:uid", update),
  apiRoute("DELETE /stream/live_inputs/:uid", remove),
  apiRoute("POST /stream/live_inputs/:uid/enable", (call) => setEnabled(call, true)),
  apiRoute("POST /stream/live_inputs/:uid/disable", (call) => setEnabled(call, false)),
  apiRoute("POST /stream/live_inputs/:uid/rotate_keys", rotate),
  apiRoute("GET /stream/live_inputs/:uid/videos", (call) => liveInputVideos(call, inputOf(call))),
];

/** The live input that the path names. */
export function inputOf({ sim, params }) {
  const input = sim.store.inputs[params.uid];
  if (input === undefined) throw notFound("live input");
  return input;
}

function readable(call) {
  const input = inputOf(call);
  if (!input.enabled && call.sim.switches.disabledInput === "hidden") throw notFound("live input");
  return input;
}

const shown = ({ sim }, input) => ok(inputView(sim, input));

async function create(call) {
  const fields = await call.object();
  const uid = newUid();
  const input = {
    uid,
    created: timestamp(),
    modified: timestamp(),
    meta: {},
    enabled: true,
    defaultCreator: null,
    deleteRecordingAfterDays: null,
    preferLowLatency: false,
    recording: RECORDING,
    outputs: {},
    status: null,
    secrets: newSecrets(uid),
  };
  change(call.sim, input, fields);
  call.sim.store.inputs[uid] = input;
  return shown(call, input);
}

async function update(call) {
  const input = inputOf(call);
  change(call.sim, input, await call.object());
  if (!input.enabled) drop(call.sim, input);
  return shown(call, input);
}

/** All or nothing: the first field that cannot be refuses them all. */
function change(sim, input, fields) {
  const changes = pick(fields, FIELDS);
  checkKeptDays(fields.deleteRecordingAfterDays);
  const { recording } = pick(fields, ["recording"]);
  if (recording) changes.recording = newRecording(sim, input.recording, recording);
  if (fields.deleteRecordingAfterDays !== undefined) {
    changes.deleteRecordingAfterDays = fields.deleteRecordingAfterDays;
  }
  Object.assign(input, changes, { modified: timestamp() });
}

function newRecording({ switches }, current, wished) {
  const base = switches.partialRecording === "merge" ? current : RECORDING;
  const recording = { ...base, ...pick(wished, RECORDING_FIELDS) };
  if (wished.timeoutSeconds === undefined) return recording;
  return { ...recording, timeoutSeconds: acceptedTimeout(wished.timeoutSeconds, switches.maxTimeoutSeconds) };
}

/** A value that the platform declines is not refused: it comes back as null. */
function acceptedTimeout(seconds, max) {
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= max ? seconds : null;
}

function list({ sim, query }) {
  const newestFirst = Object.values(sim.store.inputs).reverse();
  const page = newestFirst.slice(0, LIST_PAGE);
  const counts = { range: page.length, total: newestFirst.length };
  const liveInputs = page.map((input) => inputItem(sim, input));
  return ok({ liveInputs, ...(flag(query, "include_counts") && counts) });
}

function setEnabled(call, enabled) {
  const input = inputOf(call);
  Object.assign(input, { enabled, modified: timestamp() });
  if (!enabled) drop(call.sim, input);
  return shown(call, input);
}

function rotate(call) {
  const input = inputOf(call);
  const now = timestamp();
  Object.assign(input, { secrets: newSecrets(input.uid), keysRotatedAt: now, modified: now });
  drop(call.sim, input);
  return shown(call, input);
}

/** Its recordings stay. */
function remove(call) {
  const input = inputOf(call);
  drop(call.sim, input);
  disconnect(call.sim, input);
  end(call.sim, input);
  delete call.sim.store.inputs[input.uid];
  return bare();
}

function newSecrets(uid) {
  const names = ["publish", "play", "srtPublish", "srtPlay", "whip"];
  return Object.fromEntries(names.map((name) => [name, newSecret(uid)]));
}
