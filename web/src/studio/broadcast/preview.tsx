// What viewers will see, and how loud it is.

import { useEffect, useRef } from "preact/hooks";
import { useBroadcastTexts } from "../../texts/broadcast";
import type { Source, SourceState } from "./source";

const LISTENS_EVERY_MS = 100;

export function Preview({ source, state }: { source: Source; state: SourceState }) {
  const { preview } = useBroadcastTexts();
  const picture = useRef<HTMLVideoElement>(null);
  const { video, kind, isCovered } = state;
  useEffect(() => {
    if (picture.current) picture.current.srcObject = video && new MediaStream([video]);
  }, [video]);
  return (
    <div class="broadcast-preview">
      {/* Muted: nobody wants to hear themselves. */}
      <video
        ref={picture}
        class={kind === "camera" ? "broadcast-mirrored" : ""}
        aria-label={preview.label}
        muted
        autoPlay
        playsInline
      />
      {isCovered && <p class="broadcast-covered">{preview.covered}</p>}
      <Loudness source={source} />
    </div>
  );
}

function Loudness({ source }: { source: Source }) {
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
