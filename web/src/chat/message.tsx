// One message: in the log, or on its way there.

import type { Message } from "../api/chat";
import { type Texts, useTexts } from "../texts";
import { timeOfDay } from "../texts/format";
import { Icon } from "../ui/icon";
import type { Pending } from "./pending";
import { refusalText } from "./refusal";
import type { Room } from "./room";

/** So many colours there are for names. */
const HUES = 8;

interface Props {
  message: Message;
  isOwner: boolean;
  onChoose?: (message: Message) => void;
}

export function MessageItem({ message, isOwner, onChoose }: Props) {
  const { chat } = useTexts();
  const { seq, username, timestamp, deleted } = message;
  return (
    <li class="message" data-seq={seq}>
      <p>
        <time dateTime={timestamp}>{timeOfDay(timestamp)}</time> <Name message={message} isOwner={isOwner} />{" "}
        {deleted ? (
          <em class="message-deleted">{chat.deleted}</em>
        ) : (
          <span class="message-text">{message.message}</span>
        )}
      </p>
      {onChoose && !deleted && (
        <button
          type="button"
          class="button-icon message-more"
          aria-label={chat.actions(username)}
          onClick={() => onChoose(message)}
        >
          <Icon name="more" />
        </button>
      )}
    </li>
  );
}

function Name({ message: { userId, username, role }, isOwner }: { message: Message; isOwner: boolean }) {
  const { chat } = useTexts();
  const badge = isOwner ? chat.owner : badgeOf(chat, role);
  return (
    <>
      {badge && <span class="badge message-badge">{badge}</span>}{" "}
      <span class={`message-name hue-${hueOf(String(userId))}`}>{username}:</span>
    </>
  );
}

function badgeOf(chat: Texts["chat"], role: string): string | null {
  if (role === "admin") return chat.admin;
  return role === "guest" ? chat.guest : null;
}

/** The same colour for the same person on every page. */
const hueOf = (id: string) =>
  [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % HUES;

export function PendingItem({ pending, room, name }: { pending: Pending; room: Room; name: string }) {
  const all = useTexts();
  const { chat } = all;
  const { clientId, text, refusal } = pending;
  return (
    <li class={`message message-pending${refusal ? " message-refused" : ""}`}>
      <p>
        <span class="message-name">{name}:</span> <span class="message-text">{text}</span>
      </p>
      {refusal ? (
        <div class="message-refusal">
          <p role="alert">
            {chat.notSent}. {refusalText(all, refusal)}
          </p>
          <button type="button" class="button-link" onClick={() => room.sayAgain(clientId)}>
            {chat.sendAgain}
          </button>
          <button type="button" class="button-link" onClick={() => room.discard(clientId)}>
            {chat.discard}
          </button>
        </div>
      ) : (
        <p class="quiet message-state">{chat.sending}</p>
      )}
    </li>
  );
}
