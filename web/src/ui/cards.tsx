// Streams and recordings in a list.

import type { ComponentChildren } from "preact";
import type { Stream } from "../api/streams";
import type { Video } from "../api/videos";
import { useTexts } from "../texts";
import { count, dayAndTime, dayTimeAndZone, duration, fromNow } from "../texts/format";
import { Thumbnail } from "./thumbnail";

interface Props {
  href: string;
  title: string;
  thumbnail: ComponentChildren;
  /** Over the picture's corners. */
  marks?: ComponentChildren;
  children: ComponentChildren;
}

function Card({ href, title, thumbnail, marks, children }: Props) {
  return (
    <li class="card">
      <div class="card-picture">
        {thumbnail}
        {marks}
      </div>
      <div class="card-text">
        <h3>
          <a href={href}>{title}</a>
        </h3>
        {children}
      </div>
    </li>
  );
}

/** What its owner chose to be shown, or else what is to be seen right now. */
function LivePicture({ stream }: { stream: Stream }) {
  const { home } = useTexts();
  if (stream.thumbnail !== null) return <Thumbnail url={stream.thumbnail} icon="broadcast" />;
  return <Thumbnail url={stream.snapshot} alt={home.snapshot(stream.username)} icon="broadcast" />;
}

export function LiveCard({ stream }: { stream: Stream }) {
  const { home, site } = useTexts();
  return (
    <Card
      href={`/watch/${stream.id}`}
      title={stream.title || home.untitled}
      thumbnail={<LivePicture stream={stream} />}
      marks={
        <>
          <span class="badge badge-live">{site.live}</span>
          <span class="badge badge-corner">
            <span aria-hidden="true">{count(stream.viewerCount)}</span>
            <span class="visually-hidden">{site.viewers(stream.viewerCount)}</span>
          </span>
        </>
      }
    >
      <p>{home.by(stream.username)}</p>
      {stream.startTime && <p class="quiet">{home.since(fromNow(stream.startTime))}</p>}
    </Card>
  );
}

export function UpcomingCard({ stream }: { stream: Stream }) {
  const { home } = useTexts();
  return (
    <Card
      href={`/watch/${stream.id}`}
      title={stream.title || home.untitled}
      thumbnail={<Thumbnail url={stream.thumbnail} icon="calendar" />}
    >
      <p>{home.by(stream.username)}</p>
      {stream.scheduledAt && (
        <p class="quiet">
          <time dateTime={stream.scheduledAt}>{dayTimeAndZone(stream.scheduledAt)}</time>
        </p>
      )}
    </Card>
  );
}

export function RecordingCard({ video }: { video: Video }) {
  const { home } = useTexts();
  return (
    <Card
      href={`/watch/${video.streamId}?video=${video.id}`}
      title={video.title || home.untitled}
      thumbnail={<Thumbnail url={video.thumbnail} icon="film" />}
      marks={video.duration !== null && <span class="badge badge-corner">{duration(video.duration)}</span>}
    >
      <p class="quiet">
        <time dateTime={video.createdAt}>{dayAndTime(video.createdAt)}</time>
      </p>
    </Card>
  );
}
