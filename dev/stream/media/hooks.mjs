// What nginx-rtmp asks and tells.

import { empty } from "../http/answer.mjs";
import { route } from "../http/router.mjs";
import { connect, disconnect } from "./broadcasts.mjs";

export const hookRoutes = [
  route("POST /__rtmp/publish", publish),
  route("POST /__rtmp/done", done),
  route("POST /__rtmp/recorded", recorded),
  route("POST /__rtmp/play", play),
];

const form = async (call) => Object.fromEntries(new URLSearchParams((await call.bytes()).toString()));
const inputWith = ({ store }, secret, value) =>
  Object.values(store.inputs).find(({ secrets }) => secrets[secret] === value);
const byClient = ({ broadcasts }, clientId) =>
  [...broadcasts].find(([, { clientId: its }]) => its === clientId) ?? [];

/** A known key of an input that is enabled, or a session's; from here on the stream has another name. */
async function publish(call) {
  const { name, clientid } = await form(call);
  const byWhip = call.sim.whip.inputOf(name);
  const input = byWhip ?? inputWith(call.sim, "publish", name);
  const protocol = byWhip ? "webrtc" : "rtmp";
  const broadcast = input && connect(call.sim, input, { clientId: clientid, protocol });
  call.sim.store.save();
  return broadcast ? empty(302, { location: broadcast.name }) : empty(403);
}

/** Any connection's end: only that of the publisher matters. */
async function done(call) {
  const { clientid } = await form(call);
  const [uid] = byClient(call.sim, clientid);
  const input = call.sim.store.inputs[uid];
  if (input) disconnect(call.sim, input);
  return empty(204);
}

/** A file of the recording is closed. */
async function recorded(call) {
  const { name } = await form(call);
  call.sim.partsDone.set(name, (call.sim.partsDone.get(name) ?? 0) + 1);
  return empty(204);
}

/** RTMP players have a key of their own; nginx-rtmp's push to its packager asks like a player. */
async function play(call) {
  const { name, flashver } = await form(call);
  if (flashver === "ngx-local-relay") return empty(204);
  const input = inputWith(call.sim, "play", name);
  const broadcast = input && call.sim.broadcasts.get(input.uid);
  return broadcast ? empty(302, { location: broadcast.name }) : empty(403);
}
