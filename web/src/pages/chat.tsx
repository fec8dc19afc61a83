// A stream's chat alone, in a window of its own.

import { ChatPanel, useRoom } from "../chat/panel";
import { useTexts } from "../texts";
import { useTitle } from "../ui/layout";
import { mount } from "../ui/mount";
import { SignInDialog } from "../ui/sign-in";
import { streamIdHere } from "../watch/address";
import { useStream } from "../watch/stream";

const id = streamIdHere();

function Chat() {
  const { chat, watch } = useTexts();
  const room = useRoom(id);
  const { value: stream } = useStream(id, room);
  const title = stream ? stream.title || watch.untitled : "";
  useTitle(title ? `${chat.title}: ${title}` : chat.title);
  return (
    <main class="chat-alone">
      <h1 class="chat-alone-title">{title || chat.title}</h1>
      {room && <ChatPanel room={room} streamId={id} ownerId={stream?.userId} />}
      <SignInDialog />
    </main>
  );
}

mount(Chat);
