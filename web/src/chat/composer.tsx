// The place to write, and the reasons why one cannot.

import { useEffect, useId, useState } from "preact/hooks";
import { useTexts } from "../texts";
import { Icon } from "../ui/icon";
import { openSignIn } from "../ui/sign-in";
import { refusalText, secondsLeft } from "./refusal";
import type { Room, RoomView } from "./room";

/** The longest message, in characters as people count them. */
const MAX_CHARS = 500;
/** From here on the rest is counted. */
const WARN_CHARS = 50;

interface Props {
  room: Room;
  view: RoomView;
  awayLink?: string;
}

export function Composer({ room, view, awayLink }: Props) {
  const { you, settings, state } = view;
  if (state === "gone") return null;
  if (you?.role === "guest" && settings?.guestsMayChat === false)
    return <GuestsOnlyRead awayLink={awayLink} />;
  return <Writing room={room} view={view} />;
}

function GuestsOnlyRead({ awayLink }: { awayLink: string | undefined }) {
  const { chat, watch } = useTexts();
  return (
    <div class="composer composer-guest">
      <p class="quiet">{chat.guestsMayNot}</p>
      {awayLink ? (
        <a class="button" href={awayLink} target="_blank" rel="noopener">
          {watch.watchHere}
        </a>
      ) : (
        <button type="button" class="button button-primary" onClick={openSignIn}>
          {chat.signInToChat}
        </button>
      )}
    </div>
  );
}

function Writing({ room, view }: { room: Room; view: RoomView }) {
  const { chat } = useTexts();
  const [text, setText] = useState("");
  const id = useId();
  const waitS = useCountdown(view);
  const left = MAX_CHARS - [...text.trim()].length;
  const isBanned = view.blocked?.code === "banned" && isBlocked(view, waitS);
  const canSend = left < MAX_CHARS && left >= 0 && waitS === 0 && !isBanned;

  function submit(event: Event) {
    event.preventDefault();
    if (!canSend) return;
    room.say(text.trim());
    setText("");
  }
  return (
    <form class="composer" onSubmit={submit}>
      <p id={`${id}-note`} class="composer-note" role="status">
        <Note view={view} waitS={waitS} left={left} />
      </p>
      <div class="composer-row">
        <input
          type="text"
          aria-label={chat.message}
          aria-describedby={`${id}-note`}
          aria-invalid={left < 0}
          placeholder={chat.placeholder}
          autocomplete="off"
          enterkeyhint="send"
          disabled={isBanned}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button
          type="submit"
          class="button button-primary composer-send"
          aria-label={chat.send}
          disabled={!canSend}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** Whether nothing can be written: for some seconds yet, or for good. */
const isBlocked = ({ blocked }: RoomView, waitS: number) =>
  blocked !== null && (waitS > 0 || blocked.until === null);

/** What one should know while writing: the most pressing of it. */
function Note({ view, waitS, left }: { view: RoomView; waitS: number; left: number }) {
  const all = useTexts();
  const { chat } = all;
  const { blocked, settings, you } = view;
  if (blocked && isBlocked(view, waitS)) return <>{refusalText(all, blocked)}</>;
  if (left < 0) return <>{chat.tooLong(-left)}</>;
  if (left < WARN_CHARS) return <>{chat.left(left)}</>;
  const isStaff = you?.isOwner || you?.isModerator;
  if (settings && settings.slowModeSeconds > 0 && !isStaff)
    return <>{chat.slowMode(settings.slowModeSeconds)}</>;
  return <>{you?.role === "guest" && chat.guestHint(you.username)}</>;
}

/** Seconds until one may write again, counted down. */
function useCountdown({ blocked }: RoomView): number {
  const [, tick] = useState(0);
  const seconds = blocked ? secondsLeft(blocked) : 0;
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setTimeout(() => tick((count) => count + 1), 1_000);
    return () => clearTimeout(timer);
  });
  return seconds;
}
