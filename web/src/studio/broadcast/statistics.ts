// What goes out, as the browser counts it.

/** What is shown of it. */
export interface Figures {
  kilobitsPerS: number | null;
  width: number | null;
  height: number | null;
  framesPerS: number | null;
  packetsLost: number;
  roundTripMs: number | null;
  /** What the browser sends less for: the network, or the machine's own strength. */
  limit: "network" | "machine" | null;
}

/** What the next count is held against. */
export interface Count {
  bytes: number;
  atMs: number;
}

type Entry = Record<string, unknown> & { type: string };
const LIMITS: Record<string, Figures["limit"]> = { bandwidth: "network", cpu: "machine" };

/** The figures of a report, and what to hold the next one against. */
export function figuresOf(entries: Iterable<Entry>, before: Count | null, atMs: number): [Figures, Count] {
  const all = [...entries];
  const outgoing = all.filter(({ type }) => type === "outbound-rtp");
  const remote = all.filter(({ type }) => type === "remote-inbound-rtp");
  const video = outgoing.find(({ kind }) => kind === "video") ?? {};
  const count = { bytes: sum(outgoing, "bytesSent"), atMs };
  const roundTripS = number(remote.find(({ kind }) => kind === "video") ?? {}, "roundTripTime");
  const figures = {
    kilobitsPerS: rate(before, count),
    width: number(video, "frameWidth"),
    height: number(video, "frameHeight"),
    framesPerS: number(video, "framesPerSecond"),
    packetsLost: Math.max(0, sum(remote, "packetsLost")), // duplicates make it negative
    roundTripMs: roundTripS === null ? null : Math.round(roundTripS * 1_000),
    limit: LIMITS[String((video as Entry).qualityLimitationReason)] ?? null,
  };
  return [figures, count];
}

function rate(before: Count | null, { bytes, atMs }: Count): number | null {
  if (!before || atMs <= before.atMs || bytes < before.bytes) return null;
  return Math.round(((bytes - before.bytes) * 8) / (atMs - before.atMs));
}

const number = (entry: Record<string, unknown>, name: string): number | null =>
  typeof entry[name] === "number" ? entry[name] : null;

const sum = (entries: Entry[], name: string): number =>
  entries.reduce((total, entry) => total + (number(entry, name) ?? 0), 0);
