// What the platform's documents leave open, or say in two ways: each can be set, as can the times that tests have to
// wait for. docs/stream-simulator.md explains them.

import { badRequest } from "./http/answer.mjs";

const either = (...values) => ({ standard: values[0], allows: (value) => values.includes(value) });
const count = (standard, max = Number.MAX_SAFE_INTEGER) => ({
  standard,
  allows: (value) => Number.isInteger(value) && value >= 0 && value <= max,
});

const SWITCHES = {
  authRefusalStatus: either(403, 401),
  playbackRefusalStatus: either(401, 403),
  inputStatus: either("object", "string"),
  unsetFields: either("null", "absent"),
  partialRecording: either("replace", "merge"),
  disabledInput: either("readable", "hidden"),
  unknownNumber: either(-1, 0),
  readyToStreamWhileLive: either(false, "absent"),
  errorReasonKeys: either("errorReason", "errReason"),
  tokenTimes: either("string", "number"),
  tokenForInput: either(true, false),
  signingKeyDeletion: either("Revoked", "ok"),
  videoDeletion: either("envelope", "empty"),
  webhookSecretOnPut: either("new", "kept"),
  recordingWebhook: either(true, false),
  whipNotifies: either(true, false),
  whipPlays: either("everywhere", "webrtc"),
  lifecycleNeedsToken: either(false, true),
  lifecycleOfVideo: either("unknown", "answered"),
  playersWithoutOrigin: either("allowed", "refused"),
  defaultTimeoutSeconds: count(0),
  maxTimeoutSeconds: count(86_400),
  holdExtraMs: count(3_000),
  recordingDelayMs: count(0),
  whipSilenceMs: count(10_000),
  webhookRetries: count(0, 20),
  webhookRetryMs: count(1_000),
  rateLimitCalls: count(1_200),
  rateLimitWindowMs: count(300_000),
  storageLimitMinutes: count(1_000),
  liveViewers: { standard: null, allows: (value) => value === null || Number.isInteger(value) },
};

/**
 * @typedef {Record<keyof typeof SWITCHES, any> & {set: (wishes: object) => void, reset: () => void}} Switches
 * @param {object} [wishes]
 * @returns {Switches}
 */
export function createSwitches(wishes = {}) {
  const values = {};
  function reset() {
    for (const [name, { standard }] of Object.entries(SWITCHES)) values[name] = standard;
    set(wishes);
  }
  function set(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (!SWITCHES[name]?.allows(value)) throw badRequest(`no switch ${name} with ${JSON.stringify(value)}`);
      values[name] = value;
    }
  }
  reset();
  return Object.defineProperties(values, { set: { value: set }, reset: { value: reset } });
}
