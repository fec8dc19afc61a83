// One's own videos, or those of one stream.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { listVideos, type Video } from "../../api/videos";
import { type Paged, usePaged } from "../../lib/paged";
import { useStore } from "../../lib/store";
import { type Account, account } from "../../session/session";
import { useTexts } from "../../texts";
import { useVideosTexts } from "../../texts/videos";
import { More } from "../../ui/more";
import { Empty, Failure } from "../../ui/notice";
import { DeleteDialog } from "./delete";
import { EditDialog } from "./edit";
import { VideoItem } from "./item";
import { Uploader } from "./uploads/uploader";
import "./videos.css";

const PAGE = 20;
/** While something is on its way. */
const SOON_MS = 4_000;
const LATER_MS = 60_000;

/** Without `streamId` all videos of whoever looks. */
export function Videos({ streamId }: { streamId?: number }) {
  const who = useStore(account);
  return who ? <OwnVideos key={who.id} who={who} streamId={streamId} /> : null;
}

function OwnVideos({ who, streamId }: { who: Account; streamId: number | undefined }) {
  const words = useVideosTexts();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [edited, setEdited] = useState<Video | null>(null);
  const [deleted, setDeleted] = useState<Video | null>(null);
  const [gone, setGone] = useState(0);
  const list = useVideos(who.id, streamId);
  useEffect(() => {
    if (gone > 0) heading.current?.focus(); // the button that led here is gone, too
  }, [gone]);
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {streamId === undefined ? words.mine : words.ofStream}
      </h2>
      <Uploader streamId={streamId ?? null} onFinished={list.again} />
      <List list={list} isOfStream={streamId !== undefined} onEdit={setEdited} onDelete={setDeleted} />
      <EditDialog video={edited} onClose={() => setEdited(null)} onSaved={list.again} />
      <DeleteDialog
        video={deleted}
        onClose={() => setDeleted(null)}
        onDeleted={() => {
          list.again();
          setGone(gone + 1);
        }}
      />
    </section>
  );
}

/** The list, asked for again as often as something in it moves. */
function useVideos(userId: number, streamId: number | undefined): Paged<Video> {
  const [everyMs, setEveryMs] = useState(LATER_MS);
  const query = streamId === undefined ? { userId } : { streamId };
  const list = usePaged(
    {
      ask: (cursor, signal) => listVideos({ ...query, limit: PAGE, cursor }, signal),
      keyOf: ({ id }) => id,
      everyMs,
    },
    [userId, streamId],
  );
  const moves = list.items?.some(({ status }) => status === "uploading" || status === "processing") ?? false;
  useEffect(() => setEveryMs(moves ? SOON_MS : LATER_MS), [moves]);
  return list;
}

interface ListProps {
  list: Paged<Video>;
  isOfStream: boolean;
  onEdit: (video: Video) => void;
  onDelete: (video: Video) => void;
}

function List({ list, isOfStream, onEdit, onDelete }: ListProps) {
  const words = useVideosTexts();
  const { site } = useTexts();
  const { items, error, again } = list;
  const shown = useRef<HTMLUListElement>(null);
  return (
    <>
      {error !== undefined && <Failure error={error} again={again} />}
      {!items && error === undefined && <p class="quiet">{site.loading}</p>}
      {items?.length === 0 && (
        <Empty
          icon="film"
          title={isOfStream ? words.noneOfStream : words.none}
          hint={isOfStream ? words.noneOfStreamHint : words.noneHint}
        />
      )}
      {items && items.length > 0 && (
        <ul class="videos" ref={shown}>
          {items.map((video) => (
            <VideoItem
              key={video.id}
              video={video}
              onEdit={() => onEdit(video)}
              onDelete={() => onDelete(video)}
            />
          ))}
        </ul>
      )}
      <More pages={list} list={shown} />
    </>
  );
}
