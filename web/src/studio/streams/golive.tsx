// How to publish: where to, with which key, and the steps in OBS.

import { useId, useState } from "preact/hooks";
import { getIngest, rotateKey, type Stream } from "../../api/streams";
import { useStreamsTexts } from "../../texts/streams";
import { Confirm } from "../../ui/confirm";
import { Copyable, Secret } from "./copyable";

export function GoLive({ stream }: { stream: Stream }) {
  const { golive, page } = useStreamsTexts();
  const id = useId();
  const [round, setRound] = useState(0);
  if (!stream.ingest) return null;
  const { rtmpUrl, srtUrl } = stream.ingest;
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{golive.title}</h2>
        <Rotate streamId={stream.id} onRotated={() => setRound(round + 1)} />
      </div>
      <p class={round > 0 ? "notice" : "visually-hidden"} role="status">
        {round > 0 && golive.rotated}
      </p>
      {stream.warnings && stream.warnings.length > 0 && (
        <p class="notice">
          {page.warnings} {stream.warnings.join("; ")}
        </p>
      )}
      <Copyable label={golive.server} text={rtmpUrl} />
      <Secret
        key={`key-${round}`}
        label={golive.key}
        hint={golive.keyHint}
        fetch={async () => (await getIngest(stream.id)).streamKey}
      />
      {srtUrl && (
        <Secret
          key={`srt-${round}`}
          label={golive.srt}
          hint={golive.srtHint}
          fetch={async () => (await getIngest(stream.id)).srtUrl ?? ""}
        />
      )}
      <details class="steps" open={stream.startTime === null}>
        <summary>{golive.steps}</summary>
        <ol>
          {golive.step.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function Rotate({ streamId, onRotated }: { streamId: number; onRotated: () => void }) {
  const { golive } = useStreamsTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setIsOpen(true)}>
        {golive.rotate}
      </button>
      <Confirm
        title={golive.rotateTitle}
        hint={golive.rotateHint}
        confirm={golive.rotateConfirm}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        act={() => rotateKey(streamId)}
        onDone={onRotated}
      />
    </>
  );
}
