// Outputs of a live input. They are kept and shown; nothing is sent to them.

import { badRequest, bare, notFound, ok } from "../http/answer.mjs";
import { newUid } from "../ids.mjs";
import { isText } from "./check.mjs";
import { apiRoute } from "./guard.mjs";
import { inputOf } from "./live-inputs.mjs";

const MAX_OUTPUTS = 50;
const TARGET = /^(rtmps?|srt):\/\/./;

export const outputRoutes = [
  apiRoute("GET /stream/live_inputs/:uid/outputs", (call) => ok(Object.values(inputOf(call).outputs))),
  apiRoute("POST /stream/live_inputs/:uid/outputs", create),
  apiRoute("PUT /stream/live_inputs/:uid/outputs/:output", update),
  apiRoute("DELETE /stream/live_inputs/:uid/outputs/:output", remove),
];

async function create(call) {
  const { outputs } = inputOf(call);
  const { url, streamKey, enabled = true } = await call.object();
  if (!isText(url) || !TARGET.test(url)) throw badRequest("invalid url");
  if (!isText(streamKey) || typeof enabled !== "boolean") throw badRequest("invalid output");
  if (Object.keys(outputs).length >= MAX_OUTPUTS) throw badRequest("too many outputs");
  const output = { uid: newUid(), url, streamKey, enabled };
  outputs[output.uid] = output;
  return ok(output);
}

async function update(call) {
  const output = outputOf(call);
  const { enabled } = await call.object();
  if (typeof enabled !== "boolean") throw badRequest("enabled is needed");
  output.enabled = enabled;
  return ok(output);
}

function remove(call) {
  const { uid } = outputOf(call);
  delete inputOf(call).outputs[uid];
  return bare();
}

function outputOf(call) {
  const output = inputOf(call).outputs[call.params.output];
  if (output === undefined) throw notFound("output");
  return output;
}
