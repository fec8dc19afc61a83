// One video in the list: what it is, how it fares, and what can be done with it.

import type { Video } from "../../api/videos";
import { dayAndTime, duration } from "../../texts/format";
import { useVideosTexts, type VideosTexts } from "../../texts/videos";
import { Thumbnail } from "../../ui/thumbnail";
import { size } from "./amounts";

interface Props {
  video: Video;
  onEdit: () => void;
  onDelete: () => void;
}

export function VideoItem({ video, onEdit, onDelete }: Props) {
  const words = useVideosTexts();
  const title = video.title || words.untitled;
  return (
    <li class="video" tabIndex={-1}>
      <div class="video-picture">
        <Thumbnail url={video.thumbnail} icon="film" />
      </div>
      <div class="video-text">
        <h3>{title}</h3>
        <Facts video={video} />
        {video.status === "failed" && <p class="field-error">{reasonText(words, video.reason ?? "")}</p>}
      </div>
      <div class="video-tools">
        <Links video={video} title={title} />
        <button type="button" class="button" aria-label={words.editOne(title)} onClick={onEdit}>
          {words.edit}
        </button>
        <button
          type="button"
          class="button button-danger"
          aria-label={words.deleteOne(title)}
          onClick={onDelete}
        >
          {words.delete}
        </button>
      </div>
    </li>
  );
}

function Facts({ video }: { video: Video }) {
  const words = useVideosTexts();
  const isAwaited = video.source === "recording" && video.status === "processing" && video.size === null;
  return (
    <p class="video-facts">
      <span class={`badge video-${video.status}`}>
        {isAwaited ? words.awaited : words.status[video.status]}
      </span>
      <span class="badge">{video.private ? words.isPrivate : words.isPublic}</span>
      {video.duration !== null && <Fact name={words.length} text={duration(video.duration)} />}
      {video.size !== null && <Fact name={words.size} text={size(video.size)} />}
      <Fact name={words.made} text={dayAndTime(video.createdAt)} />
    </p>
  );
}

/** A fact whose name is said, not shown: it is seen. */
function Fact({ name, text }: { name: string; text: string }) {
  return (
    <span class="quiet">
      <span class="visually-hidden">{name}: </span>
      {text}
    </span>
  );
}

function Links({ video: { id, streamId, url, contentType }, title }: { video: Video; title: string }) {
  const words = useVideosTexts();
  if (url === null) return null;
  const page = streamId === null ? url : `/watch/${streamId}?video=${id}`;
  return (
    <>
      <a
        class="button"
        href={page}
        aria-label={words.watchOne(title)}
        {...(streamId === null && { target: "_blank", rel: "noopener" })}
      >
        {words.watch}
      </a>
      <a
        class="button"
        href={url}
        download={fileName(title, contentType)}
        aria-label={words.downloadOne(title)}
      >
        {words.download}
      </a>
    </>
  );
}

const ENDINGS: Record<string, string> = {
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "video/x-matroska": "mkv",
  "video/mp2t": "ts",
  "video/x-flv": "flv",
};

const fileName = (title: string, contentType: string | null) =>
  `${title}.${ENDINGS[contentType ?? ""] ?? "mp4"}`;

/** Why it failed, in the viewer's words where there are some. */
function reasonText({ reasons }: VideosTexts, reason: string): string {
  if (reason.includes("never arrived")) return reasons.neverArrived;
  if (reason === "the file is gone") return reasons.gone;
  return reason.includes("is no video") ? reasons.noVideo : reasons.other(reason);
}
