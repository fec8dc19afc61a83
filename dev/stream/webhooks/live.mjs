// Live notifications: an encoder connected, left, or sent what cannot be used.

import { nanoTimestamp, nowS } from "../ids.mjs";

const NAME = "Stream Live Input";
const GREETING =
  "Hello World! This is a test message sent from https://cloudflare.com. If you can see this, your webhook is configured properly.";

/** What a new destination hears first. */
export const greet = (sim, destination) => post(sim, destination, { text: GREETING }, { event: "test" });

/**
 * @param {import("../simulator.mjs").Simulator} sim
 * @param {object} input
 * @param {"connected" | "disconnected" | "errored"} event
 * @param {{code: string, message: string}} [error] of `errored`
 */
export function tellLive(sim, input, event, error) {
  const type = `live_input.${event}`;
  for (const policy of Object.values(sim.store.policies)) {
    if (!isFor(policy, input.uid, type)) continue;
    const body = bodyOf(policy, input.uid, type, error);
    for (const { id } of policy.mechanisms.webhooks) {
      const destination = sim.store.destinations[id];
      if (destination) post(sim, destination, body, { uid: input.uid, event });
    }
  }
}

function isFor({ enabled, filters }, uid, type) {
  const fits = (wanted, value) => !wanted?.length || wanted.includes(value);
  return enabled && fits(filters.input_id, uid) && fits(filters.event_type, type);
}

function bodyOf({ name }, uid, type, error) {
  const updatedAt = nanoTimestamp();
  const lines = [
    `Notification type: ${NAME}`,
    `Input ID: ${uid}`,
    `Event type: ${type}`,
    `Updated at: ${updatedAt}`,
  ];
  if (error)
    lines.push(
      `Error Code: ${error.code}`,
      `Error Message: ${error.message}`,
      "Video Codec: ",
      "Audio Codec: ",
    );
  const data = { notification_name: NAME, input_id: uid, event_type: type, updated_at: updatedAt };
  if (error) data.live_input_errored = { error, video_codec: "", audio_codec: "" };
  return { name, text: lines.join("\n"), data, ts: nowS() };
}

function post(sim, { url, secret }, body, subject) {
  const headers = secret ? { "cf-webhook-auth": secret } : {};
  sim.sender.send({ channel: "live", url, body: JSON.stringify(body), headers: () => headers, subject });
}
