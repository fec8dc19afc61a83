// A stream's chat, over HTTP: history and moderation. Live it comes by chat/connection.ts.

import { api, type Page, withQuery } from "./client";

export interface Message {
  seq: number;
  streamId: number;
  /** A number for accounts, `guest:…` for guests. */
  userId: number | string;
  username: string;
  role: string;
  message: string;
  timestamp: string;
  clientId?: string;
  deleted?: boolean;
}

export interface ChatSettings {
  slowModeSeconds: number;
  guestsMayChat: boolean;
  linksAllowed: boolean;
  minAccountAgeSeconds: number;
}

const chat = (streamId: number) => `/streams/${streamId}/chat`;

export const readHistory = (streamId: number, query: { before?: number; after?: number; limit?: number }) =>
  api.get<Page<Message>>(withQuery(chat(streamId), query));

export const deleteMessage = (streamId: number, seq: number) => api.delete(`${chat(streamId)}/${seq}`);

export const banUser = (
  streamId: number,
  ban: { userId: number | string; seconds?: number; reason?: string },
) => api.post<unknown>(`${chat(streamId)}/bans`, ban);
