// Finds the uploads that were begun in this browser and not finished.

import { hasStatus } from "../../../api/problem";
import { endUpload, uploadOffset } from "../../../api/videos";
import { forgetHandle, keptHandle } from "./handles";
import { held } from "./held";
import { forget, type Kept, kept } from "./kept";

/** One of them, and what the server has of it. */
export interface Found {
  upload: Kept;
  sent: number;
  handle: FileSystemFileHandle | null;
}

/** Those of this person that no other page is busy with. What the server does not have any more is forgotten. */
export async function find(userId: number, streamId: number | null): Promise<Found[]> {
  const mine = kept().filter((upload) => upload.userId === userId);
  const here = mine.filter((upload) => streamId === null || upload.streamId === streamId);
  const all = await Promise.all(here.map(look));
  const busy = await held();
  return all.filter((one): one is Found => one !== null && !busy.has(one.upload.address));
}

async function look(upload: Kept): Promise<Found | null> {
  const { address } = upload;
  try {
    const sent = await uploadOffset(address);
    if (sent < upload.size) return { upload, sent, handle: await keptHandle(address) };
  } catch (error) {
    if (!hasStatus(error, 404)) return null;
  }
  letGo(address);
  return null;
}

function letGo(address: string): void {
  forget(address);
  void forgetHandle(address);
}

/** Gives one up, here and at the server. */
export async function discard(address: string): Promise<void> {
  await endUpload(address).catch((error: unknown) => {
    if (!hasStatus(error, 404)) throw error;
  });
  letGo(address);
}
