// What stream this is.

import { useState } from "preact/hooks";
import type { Stream } from "../api/streams";
import type { Room } from "../chat/room";
import { useStore } from "../lib/store";
import { useTexts } from "../texts";
import { dayAndTime } from "../texts/format";
import { Icon } from "../ui/icon";
import { ShareDialog } from "./share";

export function About({ stream, room }: { stream: Stream; room: Room }) {
  const { watch, home } = useTexts();
  const [isSharing, setIsSharing] = useState(false);
  return (
    <div class="about">
      <div class="about-head">
        <h1>{stream.title || watch.untitled}</h1>
        <button type="button" class="button" onClick={() => setIsSharing(true)}>
          <Icon name="share" />
          {watch.share}
        </button>
      </div>
      <p class="about-facts">
        <State stream={stream} room={room} />
        <span class="quiet">{home.by(stream.username)}</span>
      </p>
      {stream.description && (
        <details class="about-more">
          <summary>{watch.about}</summary>
          <p>{stream.description}</p>
        </details>
      )}
      <ShareDialog stream={stream} isOpen={isSharing} onClose={() => setIsSharing(false)} />
    </div>
  );
}

function NotStarted({ stream: { scheduledAt } }: { stream: Stream }) {
  const { watch } = useTexts();
  return scheduledAt && <span class="badge">{watch.upcoming(dayAndTime(scheduledAt))}</span>;
}

/** Live and for how many, or since when no more. */
export function State({ stream, room }: { stream: Stream; room: Room }) {
  const { site, watch } = useTexts();
  const { viewers } = useStore(room.view);
  if (stream.status === "ended" && stream.startTime === null) return <NotStarted stream={stream} />;
  if (stream.status === "ended") {
    return (
      <>
        <span class="badge">{watch.ended}</span>
        {stream.endTime && <span class="quiet">{dayAndTime(stream.endTime)}</span>}
      </>
    );
  }
  const watching = Math.max(stream.viewerCount, viewers ?? 0);
  return (
    <>
      <span class="badge badge-live">{site.live}</span>
      <span class="quiet">{site.viewers(watching)}</span>
    </>
  );
}
