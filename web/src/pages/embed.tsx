// A stream inside somebody else's page: player and chat, `?chat=0` for the player alone. Nobody is logged in here.

import type { Stream } from "../api/streams";
import { ChatPanel, useRoom } from "../chat/panel";
import type { Room } from "../chat/room";
import { useTexts } from "../texts";
import { useTitle } from "../ui/layout";
import { mount } from "../ui/mount";
import { State } from "../watch/about";
import { streamIdHere } from "../watch/address";
import { Stage } from "../watch/stage";
import { useStream } from "../watch/stream";

const id = streamIdHere();
const hasChat = new URLSearchParams(location.search).get("chat") !== "0";
const address = `/watch/${id}`;

function Embed() {
  const { watch } = useTexts();
  const room = useRoom(id);
  const { value: stream, error } = useStream(id, room);
  useTitle(stream ? stream.title || watch.untitled : "");
  if (error !== undefined && !stream) return <p class="embed-missing">{watch.missingTitle}</p>;
  return (
    <main class={`embed ${hasChat ? "embed-with-chat" : ""}`}>
      <div class="embed-main">
        {stream ? <Stage stream={stream} videoId={null} /> : <div class="player player-waiting" />}
        {stream && room && <Caption stream={stream} room={room} />}
      </div>
      {hasChat && room && <ChatPanel room={room} streamId={id} ownerId={stream?.userId} awayLink={address} />}
    </main>
  );
}

function Caption({ stream, room }: { stream: Stream; room: Room }) {
  const { watch } = useTexts();
  return (
    <div class="embed-caption">
      <h1>
        <a href={address} target="_blank" rel="noopener">
          {stream.title || watch.untitled}
        </a>
      </h1>
      <State stream={stream} room={room} />
    </div>
  );
}

mount(Embed);
