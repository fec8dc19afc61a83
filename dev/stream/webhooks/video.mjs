// The VOD webhook: a video is ready, or has failed.

import { videoView } from "../api/video-view.mjs";
import { nowS } from "../ids.mjs";
import { webhookSignature } from "./signature.mjs";

/** Tells the account's receiver, when there is one. */
export function tellVideo(sim, video) {
  const { webhook } = sim.store;
  if (webhook === null) return;
  if (video.liveInput && !sim.switches.recordingWebhook) return;
  const body = JSON.stringify(videoView(sim, video));
  sim.sender.send({
    channel: "video",
    url: webhook.notificationUrl,
    body,
    headers: () => ({ "webhook-signature": webhookSignature(webhook.secret, nowS(), body) }),
    subject: { uid: video.uid, event: video.status.state },
  });
}
