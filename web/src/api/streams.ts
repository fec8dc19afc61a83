// Streams.

import { api, type Page, withQuery } from "./client";

export interface Stream {
  id: number;
  userId: number;
  username: string;
  title: string;
  description: string;
  status: "live" | "ended";
  startTime: string | null;
  endTime: string | null;
  scheduledAt: string | null;
  viewerCount: number;
  peakViewerCount: number;
  /** A picture that its owner chose. */
  thumbnail: string | null;
  /** A picture of what is on air, another address each minute. */
  snapshot: string | null;
  featured: boolean;
  provider: "selfhosted" | "cloudflare";
  createdAt: string;
  updatedAt: string;
  /** The last broadcast's room on the chain; not in lists, and not where there is no registry. */
  roomId?: string;
  registry?: Registration;
  /** Where to publish: for the owner alone, and not in lists. */
  ingest?: Ingest;
  /** What Cloudflare Stream did not take of what it was asked for. */
  warnings?: string[];
}

/** How far a room's entry on the chain is. */
export interface Registration {
  status: "pending" | "confirmed" | "failed";
  transaction: string | null;
  /** Why it failed. */
  reason: string | null;
}

/** Where and with what to publish. Everything but `rtmpUrl` is a secret. */
export interface Ingest {
  rtmpUrl: string;
  srtUrl?: string | null;
  whipUrl?: string | null;
  streamKey: string;
}

/** What of a stream its owner may say. */
export interface StreamDraft {
  title: string;
  description: string;
  scheduledAt: string | null;
}

/** How a broadcast fares; null is what is not known. */
export interface StreamHealth {
  status: "live" | "ended";
  since: string | null;
  viewerCount: number;
  peakViewerCount: number;
  publishing: Publishing | null;
  interruptions: number;
  bitrateBps: number | null;
  videoBitrateBps: number | null;
  audioBitrateBps: number | null;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  droppedFrames: number | null;
  measuredAt: string | null;
  /** The oldest first. */
  history: readonly BitratePoint[];
}

export interface Publishing {
  since: string | null;
  lastSeenAt: string;
  isInterrupted: boolean;
  /** When a broadcast without its encoder is ended. */
  endsAt: string | null;
}

export interface BitratePoint {
  at: string;
  bitrateBps: number;
}

/** Something that happened to a stream. */
export interface StreamEvent {
  seq: number;
  /** Who said it: a media server, or `liveroom` itself. */
  source: string;
  event: string;
  verdict: string;
  fields: Record<string, string>;
  receivedAt: string;
}

/** Where a live stream plays, or which recording an ended one left. */
export interface Playback {
  status: "live" | "ended";
  hls?: string;
  /** WHEP: where it plays when it came by WebRTC. */
  webrtc?: string;
  vodId?: number;
}

export type StreamState = "live" | "upcoming" | "ended";

export const listStreams = (
  query: { status?: StreamState; userId?: number; q?: string; limit?: number; cursor?: string },
  signal?: AbortSignal,
) => api.get<Page<Stream>>(withQuery("/streams", query), signal ? { signal } : {});

export const getStream = (id: number, signal?: AbortSignal) =>
  api.get<Stream>(`/streams/${id}`, signal ? { signal } : {});

export const getPlayback = (id: number, signal?: AbortSignal) =>
  api.get<Playback>(`/streams/${id}/playback`, signal ? { signal } : {});

const at = (id: number) => `/streams/${id}`;

export const createStream = (draft: StreamDraft & { provider?: Stream["provider"] }) =>
  api.post<Stream>("/streams", draft);

export const updateStream = (id: number, change: Partial<StreamDraft>) => api.put<Stream>(at(id), change);

/** Ends the broadcast; its encoder is cut off. */
export const endStream = (id: number) => api.put<Stream>(at(id), { status: "ended" });

export const deleteStream = (id: number) => api.delete(at(id));

export const getIngest = async (id: number) => (await api.get<{ ingest: Ingest }>(`${at(id)}/key`)).ingest;

/** A new key; the old one lets nobody in any more. */
export const rotateKey = async (id: number) =>
  (await api.post<{ ingest: Ingest }>(`${at(id)}/key/rotate`)).ingest;

export const getHealth = (id: number, signal?: AbortSignal) =>
  api.get<StreamHealth>(`${at(id)}/health`, signal ? { signal } : {});

/** The newest first. */
export const listEvents = (id: number, query: { limit?: number; cursor?: string }, signal?: AbortSignal) =>
  api.get<Page<StreamEvent>>(withQuery(`${at(id)}/events`, query), signal ? { signal } : {});
