// What viewers will see.

import { useEffect, useRef } from "preact/hooks";
import { useBroadcastTexts } from "../../texts/broadcast";
import type { SourceState } from "./source";

export function Preview({ state }: { state: SourceState }) {
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
    </div>
  );
}
