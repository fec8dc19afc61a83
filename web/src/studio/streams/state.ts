// How a stream stands, in the studio's words.

import type { Stream } from "../../api/streams";

/** `fresh`: it never was on air. */
export type StreamState = "live" | "upcoming" | "offline" | "fresh";

export function stateOf({ status, scheduledAt, startTime }: Stream): StreamState {
  if (status === "live") return "live";
  if (scheduledAt !== null && Date.parse(scheduledAt) > Date.now()) return "upcoming";
  return startTime === null ? "fresh" : "offline";
}

/** Where its owner runs it. */
export const studioAddress = (id: number) => `/studio/streams/${id}`;
