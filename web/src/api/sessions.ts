// The account's open sessions.

import { api, type Page, withQuery } from "./client";

export interface Session {
  id: string;
  userAgent: string | null;
  createdAt: string;
  usedAt: string;
  expiresAt: string;
  /** Whether it is the one that asks. */
  current: boolean;
}

export const listSessions = (query: { limit?: number; cursor?: string | undefined }, signal?: AbortSignal) =>
  api.get<Page<Session>>(withQuery("/auth/sessions", query), signal ? { signal } : {});

export const endSession = (id: string) => api.delete(`/auth/sessions/${encodeURIComponent(id)}`);
