// A room on the screen: its state, what is said, and the place to write.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Message } from "../api/chat";
import { useStore } from "../lib/store";
import { useTexts } from "../texts";
import { Icon } from "../ui/icon";
import { Composer } from "./composer";
import type { LineState } from "./line";
import { Messages } from "./messages";
import { ModerationDialog } from "./moderation";
import { Room } from "./room";
import type { You } from "./wire";

/** A room for as long as the component is there. */
export function useRoom(streamId: number): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    const opened = new Room(streamId);
    setRoom(opened);
    return () => opened.close();
  }, [streamId]);
  return room;
}

/** Whether somebody keeps order in the room. */
export const isStaffHere = (you: You | null): boolean =>
  you !== null && (you.isOwner || you.isModerator || you.role === "admin");

interface Props {
  room: Room;
  streamId: number;
  ownerId: number | undefined;
  /** Buttons in its head. */
  tools?: ComponentChildren;
  /** Where nobody can sign in (a foreign page), the way to where one can. */
  awayLink?: string;
}

export function ChatPanel({ room, streamId, ownerId, tools, awayLink }: Props) {
  const { chat } = useTexts();
  const view = useStore(room.view);
  const id = useId();
  const [chosen, setChosen] = useState<Message | null>(null);
  const isAboveModerators = view.you !== null && (view.you.isOwner || view.you.role === "admin");
  const isStaff = isStaffHere(view.you);
  return (
    <section class="chat" aria-labelledby={id}>
      <div class="chat-head">
        <h2 id={id}>{chat.title}</h2>
        {view.viewers !== null && (
          <span class="chat-people" title={chat.people(view.viewers)}>
            <Icon name="people" />
            <span aria-hidden="true">{view.viewers}</span>
            <span class="visually-hidden">{chat.people(view.viewers)}</span>
          </span>
        )}
        <div class="chat-tools">{tools}</div>
      </div>
      <LineNotice state={view.state} />
      <Messages room={room} view={view} ownerId={ownerId} {...(isStaff && { onChoose: setChosen })} />
      <Composer room={room} view={view} {...(awayLink && { awayLink })} />
      {isStaff && (
        <ModerationDialog
          streamId={streamId}
          message={chosen}
          isAboveModerators={isAboveModerators}
          onClose={() => setChosen(null)}
        />
      )}
    </section>
  );
}

/** Says when the line is not as it should be; silent otherwise. */
function LineNotice({ state }: { state: LineState }) {
  const { chat } = useTexts();
  const words = {
    connecting: chat.connecting,
    reconnecting: chat.reconnecting,
    offline: chat.offline,
    gone: chat.gone,
  };
  return (
    <div class="chat-state" role="status" data-state={state}>
      {state !== "open" && <p>{words[state]}</p>}
    </div>
  );
}
