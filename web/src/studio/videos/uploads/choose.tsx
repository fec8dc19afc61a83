// A place to choose files, or to drop them.

import { useEffect, useId, useState } from "preact/hooks";
import { useVideosTexts } from "../../../texts/videos";
import { ACCEPTED, dropped, hasPicker, picked, taken } from "./choosing";
import type { Chosen } from "./queue";

interface Props {
  /** Beside which kinds are taken. */
  hint: string;
  onFiles: (files: readonly Chosen[]) => void;
}

export function Choose({ hint, onFiles }: Props) {
  const { upload } = useVideosTexts();
  const [isOver, setIsOver] = useState(false);
  const id = useId();
  useNoStrayDrops();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the field inside is for everyone
    <div
      class={`dropzone${isOver ? " dropzone-over" : ""}`}
      onDragOver={() => setIsOver(true)}
      onDragLeave={() => setIsOver(false)}
      onDrop={async (event) => {
        setIsOver(false);
        if (event.dataTransfer) onFiles(await dropped(event.dataTransfer));
      }}
    >
      <FileInput label={upload.choose} describedBy={id} isPrimary multiple onFiles={onFiles} />
      <p class="quiet dropzone-drop">{upload.orDrop}</p>
      <p id={id} class="field-hint">
        {upload.kinds} {hint}
      </p>
    </div>
  );
}

/** A file that misses its place must not take the page's. */
function useNoStrayDrops(): void {
  useEffect(() => {
    const over = new AbortController();
    const stay = (event: Event) => event.preventDefault();
    addEventListener("dragover", stay, { signal: over.signal });
    addEventListener("drop", stay, { signal: over.signal });
    return () => over.abort();
  }, []);
}

interface InputProps {
  label: string;
  /** Where the label is too short by itself. */
  name?: string;
  describedBy?: string;
  isPrimary?: boolean;
  multiple?: boolean;
  onFiles: (files: readonly Chosen[]) => void;
}

/** A button that is a file input. Where the browser gives handles, its dialog is the one that does. */
export function FileInput({ label, name, describedBy, isPrimary, multiple = false, onFiles }: InputProps) {
  return (
    <label class={`button file-button${isPrimary ? " button-primary" : ""}`}>
      <input
        type="file"
        class="visually-hidden"
        accept={ACCEPTED}
        multiple={multiple}
        {...(name && { "aria-label": name })}
        {...(describedBy && { "aria-describedby": describedBy })}
        onClick={async (event) => {
          if (!hasPicker()) return;
          event.preventDefault();
          const files = await picked({ multiple });
          if (files.length > 0) onFiles(files);
        }}
        onChange={(event) => onFiles(taken(event.currentTarget))}
      />
      <span>{label}</span>
    </label>
  );
}
