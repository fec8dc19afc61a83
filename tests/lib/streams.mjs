// A stream to publish to, and ways to look at it.

import { expect } from "./client.mjs";

/**
 * @param {{post: Function}} owner
 * @param {object} [fields]
 */
export async function newStream(owner, fields = {}) {
  return withName(await expect(owner.post("/streams", fields), 201));
}

/** The stream with the name under which it is played. */
export const withName = (stream) => ({ ...stream, name: stream.playback.hls.match(/([^/]+)\.m3u8$/)[1] });

/** The stream as its room sees it. */
export const look = (who, { id }) => expect(who.get(`/streams/${id}`), 200);

/** What the room alone decides; the row's own times follow later. */
export async function state(who, stream) {
  const { status, startTime, endTime, viewerCount, peakViewerCount } = await look(who, stream);
  return { status, startTime, endTime, viewerCount, peakViewerCount };
}

/**
 * Every item of a list, page by page.
 *
 * @param {{get: Function}} who
 * @param {string} path with or without a query
 * @param {number} [limit] items on a page
 */
export async function everyItem(who, path, limit = 100) {
  const items = [];
  let cursor = null;
  do {
    const query = new URLSearchParams({ limit, ...(cursor !== null && { cursor }) });
    const page = await expect(who.get(`${path}${path.includes("?") ? "&" : "?"}${query}`), 200);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Everything that its owner is told of a stream's events, the oldest first. */
export const events = async (owner, { id }) => (await everyItem(owner, `/streams/${id}/events`)).reverse();
