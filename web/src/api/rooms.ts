// Rooms on the chain.

import { api } from "./client";

export interface RegisteredRoom {
  roomId: string;
  host: string;
  title: string;
  status: "created" | "live" | "ended";
  createdAt: string;
  onchain: "pending" | "confirmed" | "failed";
  transaction?: string | null;
}

/** Where a room can be read by anyone. */
export const roomAddress = (roomId: string) => `/api/rooms/${roomId}`;

export const getRegisteredRoom = (roomId: string, signal?: AbortSignal) =>
  api.get<RegisteredRoom>(roomAddress(roomId), signal ? { signal } : {});
