// Minutes taken together.

import type { Activity } from "../api/ops";

/** A day of minutes is too long to read: the most of each hour, and all its messages. */
export function hourly(items: readonly Activity[]): Activity[] {
  const hours = new Map<string, Activity>();
  for (const item of items) {
    const at = `${item.at.slice(0, 13)}:00:00.000Z`;
    const hour = hours.get(at) ?? { at, liveStreams: null, viewers: null, messages: 0 };
    hours.set(at, {
      at,
      liveStreams: larger(hour.liveStreams, item.liveStreams),
      viewers: larger(hour.viewers, item.viewers),
      messages: hour.messages + item.messages,
    });
  }
  return [...hours.values()];
}

const larger = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b));
