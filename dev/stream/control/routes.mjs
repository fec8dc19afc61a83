// The test's own handles, under /__: no part of the platform, and for this machine alone.

import { ApiError, badRequest, json, notFound } from "../http/answer.mjs";
import { route } from "../http/router.mjs";
import { connect, disconnect, fail } from "../media/broadcasts.mjs";

const local = (handler) => (call) => {
  if (!/^(::ffff:)?127\.|^::1$/.test(call.request.socket.remoteAddress))
    throw new ApiError(403, 9109, "Not from here.");
  return handler(call);
};
const handle = (pattern, handler) => route(pattern, local(handler));

export const controlRoutes = [
  handle("GET /__health", () => json(200, { ok: true })),
  handle("GET /__faults", ({ sim }) => json(200, sim.faults.list())),
  handle("POST /__faults", addFault),
  handle("DELETE /__faults", ({ sim }) => json(200, sim.faults.clear() ?? [])),
  handle("GET /__log", ({ sim }) => json(200, sim.log.list())),
  handle("DELETE /__log", ({ sim }) => json(200, sim.log.clear() ?? [])),
  handle("GET /__switches", ({ sim }) => json(200, sim.switches)),
  handle("PATCH /__switches", setSwitches),
  handle("DELETE /__switches", ({ sim }) => json(200, sim.switches.reset() ?? sim.switches)),
  handle("POST /__broadcast", broadcast),
];

async function addFault({ sim, object }) {
  const fault = sim.faults.add(await object());
  if (fault.kind === "closed") setTimeout(() => sim.closeFor(fault.ms), 20); // after this answer
  return json(201, fault);
}

async function setSwitches({ sim, object }) {
  sim.switches.set(await object());
  return json(200, sim.switches);
}

/** An encoder that is not there: for tests that need the events and no picture. */
async function broadcast({ sim, object }) {
  const { input: uid, action, protocol = "rtmp", code } = await object();
  const input = sim.store.inputs[uid];
  if (input === undefined) throw notFound("live input");
  if (action === "connect") connect(sim, input, { clientId: "control", protocol });
  else if (action === "disconnect") disconnect(sim, input);
  else if (action === "error") fail(sim, input, code);
  else throw badRequest("the actions are connect, disconnect and error");
  sim.store.save();
  return json(200, { input: uid, action });
}
