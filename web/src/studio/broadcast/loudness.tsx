// How loud it is, for whoever wonders whether the microphone works.

import { useEffect, useRef } from "preact/hooks";
import { useBroadcastTexts } from "../../texts/broadcast";
import type { Source } from "./source";

const LISTENS_EVERY_MS = 100;

export function Loudness({ source }: { source: Source }) {
  const { preview } = useBroadcastTexts();
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (meter.current) meter.current.value = source.level();
    }, LISTENS_EVERY_MS);
    return () => clearInterval(timer);
  }, [source]);
  return (
    <meter ref={meter} class="broadcast-loudness" min={0} max={1} value={0} aria-label={preview.loudness} />
  );
}
