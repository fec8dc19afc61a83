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
  thumbnail: string | null;
  featured: boolean;
  provider: "selfhosted" | "cloudflare";
  createdAt: string;
  updatedAt: string;
}

/** Where a live stream plays, or which recording an ended one left. */
export interface Playback {
  status: "live" | "ended";
  hls?: string;
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
