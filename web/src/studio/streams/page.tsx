// One of one's own streams.

import { useEffect } from "preact/hooks";
import { hasStatus } from "../../api/problem";
import { getHealth, type Stream } from "../../api/streams";
import { ChatPanel, isStaffHere, useRoom } from "../../chat/panel";
import type { Room } from "../../chat/room";
import { type Loaded, useLoaded } from "../../lib/load";
import { useStore } from "../../lib/store";
import { useTexts } from "../../texts";
import { useStreamsTexts } from "../../texts/streams";
import { Failure } from "../../ui/notice";
import { useStream } from "../../watch/stream";
import { Broadcast } from "../broadcast/broadcast";
import { Moderation } from "../moderation/moderation";
import { Videos } from "../videos/videos";
import { Events } from "./events";
import { GoLive } from "./golive";
import { Head } from "./head";
import { Health } from "./health";
import { Registry } from "./registry";
import "./streams.css";

const HEALTH_EVERY_MS = 5_000;

interface Props {
  streamId: number;
  userId: number;
  /** Hears of the stream's title. */
  onTitle: (title: string) => void;
}

export function StreamPage({ streamId, userId, onTitle }: Props) {
  const room = useRoom(streamId);
  const loaded = useStream(streamId, room);
  const { value: stream, error, again } = loaded;
  useEffect(() => onTitle(stream?.title ?? ""), [stream?.title]);
  if (hasStatus(error, 404)) return <Missing />;
  if (!stream) {
    return error === undefined ? (
      <div class="health-waiting" aria-hidden="true" />
    ) : (
      <Failure {...{ error, again }} />
    );
  }
  if (stream.userId !== userId) return room && <Others stream={stream} room={room} />;
  return <Own stream={stream} loaded={loaded} room={room} />;
}

interface OwnProps {
  stream: Stream;
  loaded: Loaded<Stream>;
  room: Room | null;
}

function Own({ stream, loaded, room }: OwnProps) {
  const health = useLoaded((signal) => getHealth(stream.id, signal), [stream.id], HEALTH_EVERY_MS);
  const seen = health.value?.status;
  useEffect(health.again, [stream.status]);
  useEffect(() => {
    if (seen && seen !== stream.status) loaded.again();
  }, [seen]);
  const isLive = stream.status === "live";
  const { ingest } = stream;
  return (
    <>
      <Head
        stream={stream}
        viewers={health.value?.viewerCount ?? stream.viewerCount}
        isInterrupted={isLive && health.value?.publishing?.isInterrupted === true}
        onChange={loaded.again}
      />
      <div class="desk">
        <div class="desk-main">
          <Health
            health={health.value}
            error={health.error}
            again={health.again}
            hasBegun={stream.startTime !== null}
          />
          <GoLive stream={stream} />
          {ingest?.whipUrl && <Broadcast whipUrl={ingest.whipUrl} isLive={isLive} />}
          <Events streamId={stream.id} />
          <Registry stream={stream} again={loaded.again} />
        </div>
        <aside class="desk-chat">
          {room && <ChatPanel room={room} streamId={stream.id} ownerId={stream.userId} />}
        </aside>
      </div>
      <Moderation streamId={stream.id} />
      <Videos streamId={stream.id} />
    </>
  );
}

/** A stream of somebody else, whose chat the viewer may look after. */
function Others({ stream, room }: { stream: Stream; room: Room }) {
  const { you } = useStore(room.view);
  const { page } = useStreamsTexts();
  const { watch } = useTexts();
  if (you === null) return <div class="health-waiting" aria-hidden="true" />;
  if (!isStaffHere(you)) return <NotYours id={stream.id} />;
  return (
    <>
      <div class="stream-head">
        <h1>{stream.title || watch.untitled}</h1>
        <a class="button" href={`/watch/${stream.id}`}>
          {page.watch}
        </a>
      </div>
      <Moderation streamId={stream.id} />
    </>
  );
}

function Missing() {
  const { page } = useStreamsTexts();
  return (
    <NotHere title={page.missing} hint={page.missingHint} href="/studio">
      {page.toList}
    </NotHere>
  );
}

function NotYours({ id }: { id: number }) {
  const { page } = useStreamsTexts();
  return (
    <NotHere title={page.notYours} hint={page.notYoursHint} href={`/watch/${id}`}>
      {page.watch}
    </NotHere>
  );
}

interface NotHereProps {
  title: string;
  hint: string;
  /** Where one can go instead. */
  href: string;
  children: string;
}

function NotHere({ title, hint, href, children }: NotHereProps) {
  return (
    <div class="missing">
      <h1>{title}</h1>
      <p>{hint}</p>
      <a class="button button-primary" href={href}>
        {children}
      </a>
    </div>
  );
}
