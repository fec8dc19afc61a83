// Changes what is said of a video: title, who finds it, picture.

import { useId, useRef, useState } from "preact/hooks";
import { Problem } from "../../api/problem";
import { changeVideo, setThumbnail, type Video } from "../../api/videos";
import { type Texts, useTexts } from "../../texts";
import { useVideosTexts, type VideosTexts } from "../../texts/videos";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { problemText } from "../../ui/notice";

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
const PICTURES = ["image/jpeg", "image/png", "image/webp"];

interface Props {
  video: Video | null;
  onClose: () => void;
  onSaved: () => void;
}

export function EditDialog({ video, onClose, onSaved }: Props) {
  const words = useVideosTexts();
  return (
    <Dialog title={words.editTitle} isOpen={video !== null} onClose={onClose}>
      {video && (
        <Form
          video={video}
          onSaved={() => {
            onSaved();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface Faults {
  title?: string;
  picture?: string;
  form?: string;
}

function Form({ video, onSaved }: { video: Video; onSaved: () => void }) {
  const all = useTexts();
  const words = useVideosTexts();
  const [title, setTitle] = useState(video.title);
  const [isPrivate, setIsPrivate] = useState(video.private);
  const picture = useRef<File | null>(null);
  const [faults, setFaults] = useState<Faults>({});
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    const fault = picture.current && pictureFault(words, picture.current);
    if (fault) return setFaults({ picture: fault });
    setIsBusy(true);
    try {
      await changeVideo(video.id, { title: title.trim(), private: isPrivate });
      if (picture.current) await setThumbnail(video.id, picture.current);
      onSaved();
    } catch (error) {
      setFaults(faultsOf(all, words, error));
      setIsBusy(false);
    }
  }
  return (
    <form class="form" onSubmit={submit} noValidate>
      {faults.form && (
        <p class="form-error" role="alert">
          {faults.form}
        </p>
      )}
      <Field label={words.name} value={title} onValue={setTitle} error={faults.title} maxLength={255} />
      <label class="check">
        <input type="checkbox" checked={isPrivate} onChange={() => setIsPrivate(!isPrivate)} />
        {words.keepPrivate}
      </label>
      <PictureField
        error={faults.picture}
        onFile={(file) => {
          picture.current = file;
          setFaults({});
        }}
      />
      <button type="submit" class="button button-primary" disabled={isBusy}>
        {isBusy ? words.saving : words.save}
      </button>
    </form>
  );
}

function PictureField({ error, onFile }: { error: string | undefined; onFile: (file: File | null) => void }) {
  const words = useVideosTexts();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.picture}</label>
      <input
        id={id}
        type="file"
        accept={PICTURES.join(",")}
        aria-describedby={`${id}-hint`}
        aria-invalid={error ? "true" : "false"}
        onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      />
      <p id={`${id}-hint`} class="field-hint">
        {words.pictureHint}
      </p>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function pictureFault(words: VideosTexts, { size, type }: File): string | null {
  if (size > MAX_PICTURE_BYTES) return words.pictureTooLarge;
  return PICTURES.includes(type) ? null : words.pictureWrong;
}

function faultsOf(all: Texts, words: VideosTexts, error: unknown): Faults {
  if (!(error instanceof Problem)) return { form: problemText(all, error) };
  if (error.status === 413) return { picture: words.pictureTooLarge };
  if (error.status === 415) return { picture: words.pictureWrong };
  if (error.fields.some(({ field }) => field === "title")) return { title: words.nameFault };
  return { form: problemText(all, error) };
}
