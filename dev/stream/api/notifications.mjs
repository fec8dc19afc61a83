// Where live notifications go: destinations, and policies that choose among them.

import { badRequest, notFound, ok } from "../http/answer.mjs";
import { newUid } from "../ids.mjs";
import { greet } from "../webhooks/live.mjs";
import { isObject, isText, webUrl } from "./check.mjs";
import { apiRoute } from "./guard.mjs";

const ALERT = "stream_live_notifications";
const DESTINATIONS = "/alerting/v3/destinations/webhooks";
const POLICIES = "/alerting/v3/policies";

export const notificationRoutes = [
  apiRoute(`POST ${DESTINATIONS}`, createDestination),
  apiRoute(`GET ${DESTINATIONS}`, ({ sim }) => ok(Object.values(sim.store.destinations).map(shown))),
  apiRoute(`DELETE ${DESTINATIONS}/:id`, (call) => remove(call, call.sim.store.destinations)),
  apiRoute(`POST ${POLICIES}`, createPolicy),
  apiRoute(`GET ${POLICIES}`, ({ sim }) => ok(Object.values(sim.store.policies))),
  apiRoute(`DELETE ${POLICIES}/:id`, (call) => remove(call, call.sim.store.policies)),
];

/** The secret is never shown again. */
const shown = ({ secret, ...destination }) => destination;

async function createDestination({ sim, object }) {
  const { name, url, secret } = await object();
  const destination = { id: newUid(), name, url: webUrl(url, badRequest("invalid url")), secret };
  if (!isText(name) || !(secret === undefined || isText(secret))) throw badRequest("invalid destination");
  sim.store.destinations[destination.id] = destination;
  greet(sim, destination);
  return ok({ id: destination.id });
}

async function createPolicy({ sim, object }) {
  const { name, alert_type, enabled = true, mechanisms, filters = {} } = await object();
  if (!isText(name) || alert_type !== ALERT || !isObject(filters)) throw badRequest("invalid policy");
  const ids = mechanisms?.webhooks?.map(({ id }) => id) ?? [];
  if (ids.length === 0 || ids.some((id) => !sim.store.destinations[id]))
    throw badRequest("unknown destination");
  const policy = { id: newUid(), name, alert_type, enabled, mechanisms, filters };
  sim.store.policies[policy.id] = policy;
  return ok({ id: policy.id });
}

function remove({ params }, entries) {
  if (entries[params.id] === undefined) throw notFound("notification");
  delete entries[params.id];
  return ok({ id: params.id });
}
