// What staff can do about a message and its author.

import { useState } from "preact/hooks";
import { addModerator, banUser, deleteMessage, type Message, unbanUser } from "../api/chat";
import { hasStatus } from "../api/problem";
import { useTexts } from "../texts";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/notice";

const SHORT_BAN_S = 600;
const LONG_BAN_S = 86_400;

interface Props {
  streamId: number;
  message: Message | null;
  /** Whether who looks may choose moderators. */
  isAboveModerators: boolean;
  onClose: () => void;
}

export function ModerationDialog({ message, onClose, ...rest }: Props) {
  const { chat } = useTexts();
  return (
    <Dialog title={message ? chat.actions(message.username) : ""} isOpen={message !== null} onClose={onClose}>
      {message && <Actions message={message} onClose={onClose} {...rest} />}
    </Dialog>
  );
}

function Actions({ streamId, message, isAboveModerators, onClose }: Props & { message: Message }) {
  const { chat } = useTexts();
  const [error, setError] = useState<unknown>();
  const act = (call: () => Promise<unknown>) => () => call().then(onClose, setError);
  const { seq, userId } = message;
  return (
    <div class="form">
      <blockquote class="quote">{message.message}</blockquote>
      {error !== undefined && <Failure error={error} />}
      <button type="button" class="button" onClick={act(() => deleteMessage(streamId, seq))}>
        {chat.remove}
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick={act(() => banUser(streamId, { userId, seconds: SHORT_BAN_S }))}
      >
        {chat.ban10m}
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick={act(() => banUser(streamId, { userId, seconds: LONG_BAN_S }))}
      >
        {chat.ban1d}
      </button>
      <button type="button" class="button button-danger" onClick={act(() => banUser(streamId, { userId }))}>
        {chat.banForGood}
      </button>
      <button type="button" class="button" onClick={act(() => unbanUser(streamId, userId).catch(unlessNone))}>
        {chat.unban}
      </button>
      {isAboveModerators && typeof userId === "number" && (
        <button type="button" class="button" onClick={act(() => addModerator(streamId, userId))}>
          {chat.makeModerator}
        </button>
      )}
    </div>
  );
}

/** Who was not banned may write all the same. */
function unlessNone(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}
