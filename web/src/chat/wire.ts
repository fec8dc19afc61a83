// What a room says, as docs/chat.md has it.

import type { ChatSettings, Message } from "../api/chat";

export interface You {
  userId: number | string;
  username: string;
  role: string;
  isOwner: boolean;
  isModerator: boolean;
}

export interface StreamNews {
  status: "live" | "ended";
  startTime: string | null;
  endTime: string | null;
  viewerCount: number;
  peakViewerCount: number;
}

export interface Welcome {
  type: "welcome";
  streamId: number;
  you: You;
  seq: number;
  viewers: number;
  status: "live" | "ended";
  settings: ChatSettings;
  history: Message[];
  gap?: { after: number; before: number };
}

export type Frame =
  | Welcome
  | ({ type: "chat_message" } & Message)
  | { type: "chat_messages"; messages: Message[] }
  | { type: "ack"; clientId?: string; seq: number; timestamp: string }
  | { type: "message_deleted"; seq: number; by: unknown }
  | { type: "presence"; viewers: number }
  | ({ type: "stream" } & StreamNews)
  | ({ type: "settings" } & ChatSettings)
  | { type: "authenticated"; expiresAt: string }
  | { type: "error"; code: string; detail: string; retryAfter?: number; clientId?: string }
  | { type: "pong" };
