// What staff can do about a message and its author.

import { useState } from "preact/hooks";
import { banUser, deleteMessage, type Message } from "../api/chat";
import { useTexts } from "../texts";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/notice";

const SHORT_BAN_S = 600;

interface Props {
  streamId: number;
  message: Message | null;
  onClose: () => void;
}

export function ModerationDialog({ streamId, message, onClose }: Props) {
  const { chat } = useTexts();
  return (
    <Dialog title={message ? chat.actions(message.username) : ""} isOpen={message !== null} onClose={onClose}>
      {message && <Actions streamId={streamId} message={message} onDone={onClose} />}
    </Dialog>
  );
}

function Actions({ streamId, message, onDone }: { streamId: number; message: Message; onDone: () => void }) {
  const { chat } = useTexts();
  const [error, setError] = useState<unknown>();
  const act = (call: () => Promise<unknown>) => () => call().then(onDone, setError);
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
      <button type="button" class="button button-danger" onClick={act(() => banUser(streamId, { userId }))}>
        {chat.banForGood}
      </button>
    </div>
  );
}
