// The stream's address, and the code that shows it in another page.

import { useId } from "preact/hooks";
import type { Stream } from "../api/streams";
import { useCopying } from "../lib/copying";
import { useTexts } from "../texts";
import { Dialog } from "../ui/dialog";

interface Props {
  stream: Stream;
  isOpen: boolean;
  onClose: () => void;
}

export function ShareDialog({ stream, isOpen, onClose }: Props) {
  const { watch } = useTexts();
  const address = `${location.origin}/watch/${stream.id}`;
  return (
    <Dialog title={watch.share} isOpen={isOpen} onClose={onClose}>
      <Copyable label={watch.link} text={address} />
      <Copyable label={watch.embedCode} text={embedCode(stream)} hint={watch.embedHint} />
    </Dialog>
  );
}

const embedCode = ({ id }: Stream) =>
  `<iframe src="${location.origin}/embed/${id}" width="960" height="480" allow="autoplay; fullscreen; picture-in-picture" title="liveroom"></iframe>`;

function Copyable({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const { watch } = useTexts();
  const { outcome, copy } = useCopying();
  const isCopied = outcome === "copied"; // what failed to be copied can be marked by hand
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-row">
        <input id={id} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button" onClick={() => copy(async () => text)}>
          {isCopied ? watch.copied : watch.copy}
        </button>
      </div>
      {hint && <p class="field-hint">{hint}</p>}
      <p class="visually-hidden" role="status">
        {isCopied && watch.copied}
      </p>
    </div>
  );
}
