// Asks before a video is deleted.

import { useState } from "preact/hooks";
import { hasStatus } from "../../api/problem";
import { deleteVideo, type Video } from "../../api/videos";
import { useTexts } from "../../texts";
import { useVideosTexts } from "../../texts/videos";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/notice";

interface Props {
  video: Video | null;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ video, onClose, onDeleted }: Props) {
  const words = useVideosTexts();
  return (
    <Dialog title={words.deleteTitle} isOpen={video !== null} onClose={onClose}>
      {video && (
        <Question
          video={video}
          onClose={onClose}
          onDeleted={() => {
            onClose();
            onDeleted();
          }}
        />
      )}
    </Dialog>
  );
}

function Question({ video, onClose, onDeleted }: Props & { video: Video }) {
  const words = useVideosTexts();
  const { site } = useTexts();
  const [error, setError] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);

  async function act() {
    setIsBusy(true);
    try {
      await deleteVideo(video.id);
      onDeleted();
    } catch (fault) {
      if (hasStatus(fault, 404)) return onDeleted();
      setError(fault);
      setIsBusy(false);
    }
  }
  return (
    <>
      <p>{words.deleteText(video.title || words.untitled)}</p>
      {error !== undefined && <Failure error={error} />}
      <div class="dialog-choices">
        <button type="button" class="button" onClick={onClose}>
          {site.cancel}
        </button>
        <button type="button" class="button button-danger" disabled={isBusy} onClick={act}>
          {words.deleteSure}
        </button>
      </div>
    </>
  );
}
