// What can be known of a file before any of it is sent. The server looks closer, and its word counts.

/** Why a file is not sent. */
export type Fault = "empty" | "tooLarge" | "noVideo" | "unreadable";

/** So many first bytes are looked at. */
const HEAD_BYTES = 16;
/** What MP4, MOV and their kin begin with, behind a length. */
const BOXES = ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"];
const MATROSKA = [0x1a, 0x45, 0xdf, 0xa3];
const FLV = [0x46, 0x4c, 0x56, 0x01];
const TS_SYNC = 0x47;

/** What keeps a file from being taken; null when nothing is known against it. */
export async function faultOf(file: Blob, maxBytes: number | null): Promise<Fault | null> {
  if (file.size === 0) return "empty";
  if (maxBytes !== null && file.size > maxBytes) return "tooLarge";
  try {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    return mayBeVideo(head) ? null : "noVideo";
  } catch {
    return "unreadable";
  }
}

/** Whether a file that begins so may be MP4, MOV, WebM, MKV, MPEG-TS or FLV. */
export function mayBeVideo(head: Uint8Array): boolean {
  const begins = (bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  const box = String.fromCharCode(...head.subarray(4, 8));
  const isTransport = head[0] === TS_SYNC || head[4] === TS_SYNC;
  return BOXES.includes(box) || begins(MATROSKA) || begins(FLV) || isTransport;
}

/** A video's title by its file's name: one line, without the end that says what kind it is. */
export function titleOf(name: string, maxLength = 255): string {
  const title = name
    .replace(/\.\w{1,5}$/, "")
    .replace(/[\p{Cc}\s_]+/gu, " ")
    .trim();
  return [...(title || name)].slice(0, maxLength).join("");
}
