// What the account has but one of: the VOD webhook and the meter.

import { badRequest, notFound, ok } from "../http/answer.mjs";
import { newUid, timestamp } from "../ids.mjs";
import { webUrl } from "./check.mjs";
import { apiRoute } from "./guard.mjs";

export const accountRoutes = [
  apiRoute("GET /stream/webhook", getWebhook),
  apiRoute("PUT /stream/webhook", putWebhook),
  apiRoute("DELETE /stream/webhook", deleteWebhook),
  apiRoute("GET /stream/storage-usage", storageUsage),
  apiRoute("GET /stream/usage", () => ok([])),
];

function getWebhook({ sim }) {
  if (sim.store.webhook === null) throw notFound("webhook");
  return ok(sim.store.webhook);
}

async function putWebhook({ sim, object }) {
  const { notificationUrl, notification_url } = await object();
  const url = webUrl(notificationUrl ?? notification_url, badRequest("invalid notificationUrl"));
  const kept = sim.switches.webhookSecretOnPut === "kept" ? sim.store.webhook?.secret : undefined;
  sim.store.webhook = {
    notificationUrl: url,
    notification_url: url,
    modified: timestamp(),
    secret: kept ?? newUid(),
  };
  return ok(sim.store.webhook);
}

function deleteWebhook({ sim }) {
  sim.store.webhook = null;
  return ok("ok");
}

function storageUsage({ sim, query }) {
  const creator = query.get("creator");
  const videos = Object.values(sim.store.videos).filter(
    (video) => creator === null || video.creator === creator,
  );
  return ok({
    ...(creator !== null && { creator }),
    totalStorageMinutes: storedMinutes(videos),
    totalStorageMinutesLimit: sim.switches.storageLimitMinutes,
    videoCount: videos.length,
  });
}

/** By duration, a part of a second counts as one; what is still to be uploaded counts as reserved. */
export function storedMinutes(videos) {
  const seconds = videos.map(({ status, duration, maxDurationSeconds }) => {
    if (status.state === "pendingupload") return maxDurationSeconds ?? 0;
    return status.state === "error" ? 0 : Math.max(0, Math.ceil(duration));
  });
  return seconds.reduce((sum, more) => sum + more, 0) / 60;
}
