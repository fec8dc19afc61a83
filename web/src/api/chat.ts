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

export type UserId = number | string;

/** What a room is run by; everyone is told all of it but the blocked words. */
export interface RoomSettings extends ChatSettings {
  blockedWords: string[];
}

/** Whom an entry of the staff's lists is about, and who did it; the names are null for guests and gone accounts. */
interface Named {
  username: string | null;
  by: UserId;
  byUsername: string | null;
}

export interface Ban extends Named {
  userId: UserId;
  reason: string | null;
  /** Null: for good. */
  until: string | null;
  createdAt: string;
}

export interface Moderator extends Named {
  userId: UserId;
  createdAt: string;
}

/** What somebody of the staff did; `target` and `detail` are as the act has them. */
export type ChatAct = Named & { createdAt: string } & (
    | { act: "message_deleted"; target: { seq: number; userId: UserId } }
    | { act: "banned"; target: UserId; detail: Pick<Ban, "reason" | "until"> }
    | { act: "unbanned" | "moderator_added" | "moderator_removed"; target: UserId }
    | { act: "settings_changed"; detail: RoomSettings }
  );

interface PageQuery {
  limit?: number;
  cursor?: string | undefined;
}

const list =
  <T>(name: string) =>
  (streamId: number, query: PageQuery, signal?: AbortSignal) =>
    api.get<Page<T>>(withQuery(`${chat(streamId)}/${name}`, { ...query }), signal ? { signal } : {});

const inPath = (id: UserId) => encodeURIComponent(id);

export const deleteMessage = (streamId: number, seq: number) => api.delete(`${chat(streamId)}/${seq}`);

export const banUser = (
  streamId: number,
  ban: { userId: number | string; seconds?: number; reason?: string },
) => api.post<Ban>(`${chat(streamId)}/bans`, ban);

export const listBans = list<Ban>("bans");

export const unbanUser = (streamId: number, id: UserId) => api.delete(`${chat(streamId)}/bans/${inPath(id)}`);

export const listModerators = list<Moderator>("moderators");

export const addModerator = (streamId: number, id: UserId) =>
  api.put<void>(`${chat(streamId)}/moderators/${inPath(id)}`);

export const removeModerator = (streamId: number, id: UserId) =>
  api.delete(`${chat(streamId)}/moderators/${inPath(id)}`);

export const listActs = list<ChatAct>("audit");

export const getChatSettings = (streamId: number, signal?: AbortSignal) =>
  api.get<RoomSettings>(`${chat(streamId)}/settings`, signal ? { signal } : {});

export const changeChatSettings = (streamId: number, change: Partial<RoomSettings>) =>
  api.put<RoomSettings>(`${chat(streamId)}/settings`, change);

/** The whole log, one message a line. */
export const exportChat = (streamId: number, signal: AbortSignal) =>
  api.raw(`${chat(streamId)}/export`, { signal });
