// Recordings and uploads.

import { api, type Page, withQuery } from "./client";

export interface Video {
  id: number;
  streamId: number | null;
  userId: number;
  title: string;
  status: "uploading" | "processing" | "ready" | "failed";
  source: "upload" | "recording" | "link" | "cloudflare";
  url: string | null;
  thumbnail: string | null;
  /** Seconds. */
  duration: number | null;
  size: number | null;
  contentType: string | null;
  private: boolean;
  reason?: string;
  createdAt: string;
  updatedAt: string;
}

export const listVideos = (
  query: { streamId?: number; status?: Video["status"]; limit?: number; cursor?: string },
  signal?: AbortSignal,
) => api.get<Page<Video>>(withQuery("/vod", query), signal ? { signal } : {});

export const getVideo = (id: number, signal?: AbortSignal) =>
  api.get<Video>(`/vod/${id}`, signal ? { signal } : {});
