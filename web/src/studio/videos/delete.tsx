// Asks before a video is deleted.

import { hasStatus } from "../../api/problem";
import { deleteVideo, type Video } from "../../api/videos";
import { useVideosTexts } from "../../texts/videos";
import { Confirm } from "../../ui/confirm";

interface Props {
  video: Video | null;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ video, onClose, onDeleted }: Props) {
  const words = useVideosTexts();
  return (
    <Confirm
      title={words.deleteTitle}
      hint={video ? words.deleteText(video.title || words.untitled) : ""}
      confirm={words.deleteSure}
      isOpen={video !== null}
      onClose={onClose}
      act={async () => video && deleteVideo(video.id).catch(unlessGone)}
      onDone={onDeleted}
    />
  );
}

/** One that is gone already is as good. */
function unlessGone(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}
