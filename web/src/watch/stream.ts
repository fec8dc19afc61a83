// A stream as its page follows it: asked for once, then told by its room, and asked again now and then.

import { useEffect } from "preact/hooks";
import { getPlayback, getStream, type Playback, type Stream } from "../api/streams";
import type { Room } from "../chat/room";
import { type Loaded, useLoaded } from "../lib/load";
import { Store, useStore } from "../lib/store";

const STREAM_EVERY_MS = 30_000;
/** How soon after the end a recording is looked for, again and again. */
const RECORDING_EVERY_MS = 10_000;
const NO_NEWS = new Store<{ status: "live" | "ended" } | null>(null);

/** The stream; its room says at once when it goes live or ends. */
export function useStream(id: number, room: Room | null): Loaded<Stream> {
  const loaded = useLoaded((signal) => getStream(id, signal), [id], STREAM_EVERY_MS);
  const news = useStore(room?.news ?? NO_NEWS);
  const known = loaded.value?.status;
  useEffect(() => {
    if (news && known && news.status !== known) loaded.again();
  }, [news, known]);
  const value = loaded.value && news ? { ...loaded.value, status: news.status } : loaded.value;
  return { ...loaded, value };
}

/** Where it plays; an ended one is asked again until its recording is there. */
export function usePlaybackOf(stream: Stream | undefined): Playback | undefined {
  const { value, again } = useLoaded(
    async (signal) => stream && getPlayback(stream.id, signal),
    [stream?.id, stream?.status],
  );
  const isWaiting = stream?.status === "ended" && stream.startTime !== null && value?.vodId === undefined;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => document.visibilityState === "visible" && again(), RECORDING_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return value?.status === stream?.status ? value : undefined;
}
