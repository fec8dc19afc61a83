// Uploads that were begun in this browser and are not through. An address opens nothing by itself: every request to it
// needs the token of whoever began it. So no secret is kept.

import { remember, remembered } from "../../../lib/remembered";

const NAME = "uploads";

/** What is needed to go on with an upload after the page was left. */
export interface Kept {
  /** The upload's path at the server. */
  address: string;
  userId: number;
  streamId: number | null;
  title: string;
  /** Of the file. */
  name: string;
  /** Of the file, in bytes. */
  size: number;
  /** Tells the file from others. */
  mark: string;
}

/** Every upload that is kept. */
export function kept(): Kept[] {
  try {
    const list: unknown = JSON.parse(remembered(NAME) ?? "[]");
    return Array.isArray(list) ? list.filter(isKept) : [];
  } catch {
    return [];
  }
}

export const keep = (upload: Kept): void => write([...without(upload.address), upload]);

export const forget = (address: string): void => write(without(address));

const without = (address: string) => kept().filter((upload) => upload.address !== address);

const write = (list: Kept[]) => remember(NAME, list.length > 0 ? JSON.stringify(list) : null);

/** Whatever else stands there was not written by this page. */
function isKept(value: unknown): value is Kept {
  const { address, size, mark } = (value ?? {}) as Partial<Kept>;
  return (
    typeof address === "string" &&
    /^\/vod\/uploads\/[\w-]+$/.test(address) &&
    typeof size === "number" &&
    typeof mark === "string"
  );
}
