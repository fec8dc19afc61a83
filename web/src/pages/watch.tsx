// A stream with its chat.

import { hasStatus } from "../api/problem";
import type { Stream } from "../api/streams";
import { ChatPanel, useRoom } from "../chat/panel";
import type { Room } from "../chat/room";
import { useTexts } from "../texts";
import { Icon } from "../ui/icon";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";
import { Failure } from "../ui/notice";
import { About } from "../watch/about";
import { streamIdHere, videoIdHere } from "../watch/address";
import { Stage } from "../watch/stage";
import { useStream } from "../watch/stream";

const id = streamIdHere();
const videoId = videoIdHere();

function Watch() {
  const { watch } = useTexts();
  const room = useRoom(id);
  const { value: stream, error, again } = useStream(id, room);
  if (hasStatus(error, 404)) return <NoStream />;
  return (
    <Layout title={stream ? stream.title || watch.untitled : ""} width="wide">
      <div class="watch">
        <div class="watch-main">
          {stream ? <Stage stream={stream} videoId={videoId} /> : <div class="player player-waiting" />}
          {error !== undefined && !stream && <Failure error={error} again={again} />}
          {stream && room && <About stream={stream} room={room} />}
        </div>
        {room && <SideChat room={room} stream={stream} />}
      </div>
    </Layout>
  );
}

function SideChat({ room, stream }: { room: Room; stream: Stream | undefined }) {
  const { watch } = useTexts();
  const address = `/watch/${id}/chat`;
  return (
    <aside class="watch-chat">
      <ChatPanel
        room={room}
        streamId={id}
        ownerId={stream?.userId}
        tools={
          <a
            class="button-icon"
            href={address}
            target="_blank"
            rel="noopener"
            aria-label={watch.popOut}
            title={watch.popOut}
            onClick={(event) => {
              event.preventDefault();
              open(address, "_blank", "popup,noopener,width=400,height=700");
            }}
          >
            <Icon name="popOut" />
          </a>
        }
      />
    </aside>
  );
}

function NoStream() {
  const { watch, errors } = useTexts();
  return (
    <Layout title={watch.missingTitle}>
      <div class="missing">
        <h1>{watch.missingTitle}</h1>
        <p>{watch.missing}</p>
        <a class="button button-primary" href="/">
          {errors.toHome}
        </a>
      </div>
    </Layout>
  );
}

mount(Watch);
