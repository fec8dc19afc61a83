// Reading HLS playlists.

import { waitFor } from "./wait.mjs";

/**
 * @param {string} url
 * @returns {Promise<string>} empty while there is none
 */
export async function playlist(url) {
  const reply = await fetch(url);
  return reply.ok ? reply.text() : "";
}

/** The segments that a playlist names, oldest first. */
export const segments = async (url) => (await playlist(url)).match(/^[^#].*\.ts/gm) ?? [];

/** Waits for a segment that is not there yet. */
export async function playlistGrows(url, timeoutMs) {
  const last = async () => (await segments(url)).at(-1);
  const before = await last();
  await waitFor("a new segment", async () => (await last()) !== before, { timeoutMs });
}

/** The name that RTMP and HLS share for a stream. */
export const streamName = (url) => new URL(url).pathname.match(/([^/]+)\.m3u8$/)[1];
