// Recordings and uploads.

import { api, type Page, withQuery } from "./client";
import { answer } from "./send";

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
  query: {
    streamId?: number | undefined;
    userId?: number | undefined;
    status?: Video["status"];
    limit?: number;
    cursor?: string | undefined;
  },
  signal?: AbortSignal,
) => api.get<Page<Video>>(withQuery("/vod", query), signal ? { signal } : {});

export const getVideo = (id: number, signal?: AbortSignal) =>
  api.get<Video>(`/vod/${id}`, signal ? { signal } : {});

/** What can be said of a video; what is left out stays. */
export type VideoChange = Partial<Pick<Video, "title" | "private">>;

export const changeVideo = (id: number, change: VideoChange) => api.put<Video>(`/vod/${id}`, change);

/** Gives it a picture: JPEG, PNG or WebP. */
export const setThumbnail = async (id: number, picture: Blob): Promise<void> =>
  void (await api.raw(`/vod/${id}/thumbnail`, {
    method: "PUT",
    body: picture,
    headers: { "content-type": picture.type },
  }));

export const deleteVideo = (id: number) => api.delete(`/vod/${id}`);

/** Where resumable uploads begin (tus 1.0). */
export const UPLOADS = "/vod/uploads";

const TUS = { "tus-resumable": "1.0.0" };

/** How many bytes of an upload are stored. */
export async function uploadOffset(address: string): Promise<number> {
  const { headers } = await api.raw(address, { method: "HEAD", headers: TUS });
  return Number(headers.get("upload-offset"));
}

/** Gives an upload up, with what is stored of it. */
export const endUpload = async (address: string): Promise<void> =>
  void (await api.raw(address, { method: "DELETE", headers: TUS }));

/** The largest file that is taken; null when that is not known. */
export async function maxUploadBytes(): Promise<number | null> {
  const { headers } = await answer(UPLOADS, { method: "OPTIONS", headers: TUS });
  return Number(headers.get("tus-max-size")) || null;
}
