// Who is watching a live input: whoever asked for its playlist in the last seconds.

import { ApiError, json, notFound } from "../http/answer.mjs";

const WATCHING_MS = 20_000;

/** @param {import("../http/server.mjs").Call} call for a playlist */
export function countViewer({ sim, request, params }) {
  const watched = sim.store.inputs[params.id]?.uid ?? sim.store.videos[params.id]?.liveInput;
  if (watched === undefined) return;
  const { headers, socket } = request;
  const viewer = `${headers["cf-connecting-ip"] ?? socket.remoteAddress} ${headers["user-agent"]}`;
  const viewers = sim.viewers.get(watched) ?? new Map();
  sim.viewers.set(watched, viewers.set(viewer, Date.now()));
}

/** `/views`; nothing where the owner hides the number. */
export function views({ sim, params }) {
  const input = inputNamed(sim, params.id);
  if (input.recording.hideLiveViewerCount) return json(200, {});
  return json(200, { liveViewers: sim.switches.liveViewers ?? watching(sim, input.uid) });
}

function watching({ viewers }, uid) {
  const since = Date.now() - WATCHING_MS;
  return [...(viewers.get(uid)?.values() ?? [])].filter((seen) => seen >= since).length;
}

/** `/lifecycle`: whether the live input is on, and as which video. */
export function lifecycle({ sim, request, params }) {
  const authorized = request.headers.authorization === `Bearer ${sim.settings.apiToken}`;
  if (sim.switches.lifecycleNeedsToken && !authorized) {
    throw new ApiError(sim.switches.playbackRefusalStatus, 10000, "Authentication error");
  }
  const video = sim.store.videos[params.id];
  if (video && sim.switches.lifecycleOfVideo === "answered") return json(200, lifecycleOf(video));
  const broadcast = sim.broadcasts.get(inputNamed(sim, params.id).uid);
  const videoUID = broadcast?.videoUid ?? null;
  return json(200, { isInput: true, videoUID, live: videoUID !== null });
}

const lifecycleOf = ({ uid, status }) => ({
  isInput: false,
  videoUID: uid,
  live: status.state === "live-inprogress",
});

function inputNamed({ store }, uid) {
  const input = store.inputs[uid];
  if (input === undefined) throw notFound("live input");
  return input;
}
