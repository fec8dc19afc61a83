// What those who run it ask.

import { api, type Page, withQuery } from "./client";
import { Problem } from "./problem";

export interface Check {
  status: "ok" | "failing" | "off";
  latencyMs?: number;
  pending?: number | null;
}

export interface Health {
  status: "ok" | "degraded" | "failing";
  checks: Record<string, Check>;
}

export interface Activity {
  at: string;
  liveStreams: number | null;
  viewers: number | null;
  messages: number;
}

export type Step = "minute" | "hour";

export interface LoggedEvent {
  id: number;
  streamId: number | null;
  seq: number | null;
  source: string;
  event: string;
  clientId: string | null;
  verdict: string;
  fields: Record<string, string>;
  sentAt: string | null;
  receivedAt: string;
}

export interface FailedJob {
  kind: "job";
  id: number;
  queue: string;
  body: unknown;
  cause: string | null;
  failedAt: string;
  retriedAt: string | null;
}

export interface FailedVideo {
  kind: "video";
  id: number;
  streamId: number | null;
  userId: number;
  title: string;
  source: string;
  cause: string;
  failedAt: string;
}

export interface FailedRoom {
  kind: "room";
  roomId: string;
  streamId: number | null;
  title: string;
  wish: string;
  reached: string;
  cause: string;
  createdAt: string;
}

export type Failure = FailedJob | FailedVideo | FailedRoom;
export type FailureKind = Failure["kind"];

export interface FailurePage extends Page<Failure> {
  counts: Record<FailureKind | "overdueInStorage" | "overdueAtStream", number>;
}

const within = (signal?: AbortSignal) => (signal ? { signal } : {});

/** How everything does; also when something does not, which is answered as an error. */
export async function getHealth(signal?: AbortSignal): Promise<Health> {
  const reply = await fetch("/healthz", within(signal)).catch((error) => {
    if (signal?.aborted) throw error;
    throw Problem.offline();
  });
  const health = await reply.clone().json();
  if (health.checks) return health;
  throw await Problem.from(reply);
}

export const listActivity = (query: { step: Step; from: string; to: string }, signal?: AbortSignal) =>
  api.get<{ items: Activity[] }>(withQuery("/ops/activity", query), within(signal));

export interface EventQuery {
  streamId?: string;
  source?: string;
  event?: string;
  verdict?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string | undefined;
}

export const listEvents = (query: EventQuery, signal?: AbortSignal) =>
  api.get<Page<LoggedEvent>>(withQuery("/ops/events", { ...query }), within(signal));

export const listFailures = (
  query: { kind: FailureKind; limit?: number; cursor?: string | undefined },
  signal?: AbortSignal,
) => api.get<FailurePage>(withQuery("/ops/failures", query), within(signal));

export const retryFailure = (id: number) => api.post<FailedJob>(`/ops/failures/${id}/retry`);

export const deleteFailure = (id: number) => api.delete(`/ops/failures/${id}`);
