// What a stream is, and what its owner can do with it.

import { useState } from "preact/hooks";
import { hasStatus } from "../../api/problem";
import { deleteStream, endStream, type Stream, updateStream } from "../../api/streams";
import { useTexts } from "../../texts";
import { dayAndTime, dayTimeAndZone } from "../../texts/format";
import { useStreamsTexts } from "../../texts/streams";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { StateBadge } from "./badge";
import { StreamForm } from "./form";
import { stateOf } from "./state";

interface Props {
  stream: Stream;
  viewers: number;
  isInterrupted: boolean;
  /** Asks for the stream anew. */
  onChange: () => void;
}

export function Head({ stream, viewers, isInterrupted, onChange }: Props) {
  const { home, site } = useTexts();
  const { page } = useStreamsTexts();
  const state = stateOf(stream);
  return (
    <header class="stream-head">
      <div class="stream-title">
        <h1>{stream.title || home.untitled}</h1>
        <p class="stream-facts">
          <StateBadge state={isInterrupted ? "interrupted" : state} />
          <span class="quiet">{useWhen(stream)}</span>
          {state === "live" && (
            <span class="row-count">
              <Icon name="people" />
              {site.viewers(viewers)}
            </span>
          )}
        </p>
        {stream.description && <p class="stream-description">{stream.description}</p>}
      </div>
      <div class="stream-actions">
        <a class="button" href={`/watch/${stream.id}`}>
          {page.watch}
        </a>
        <Edit stream={stream} onChange={onChange} />
        {state === "live" && <End stream={stream} onChange={onChange} />}
        <Delete stream={stream} />
      </div>
    </header>
  );
}

function useWhen(stream: Stream): string {
  const { page } = useStreamsTexts();
  const { startTime, endTime, scheduledAt } = stream;
  switch (stateOf(stream)) {
    case "live":
      return startTime ? page.since(dayAndTime(startTime)) : "";
    case "upcoming":
      return scheduledAt ? page.starts(dayTimeAndZone(scheduledAt)) : "";
    case "offline":
      return endTime ? page.endedAt(dayAndTime(endTime)) : "";
    case "fresh":
      return "";
  }
}

interface ActProps {
  stream: Stream;
  onChange: () => void;
}

function Edit({ stream, onChange }: ActProps) {
  const { page, form } = useStreamsTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setIsOpen(true)}>
        {page.edit}
      </button>
      <Dialog title={form.editTitle} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <StreamForm
          stream={stream}
          submit={form.save}
          onSubmit={async (draft) => {
            await updateStream(stream.id, draft);
            setIsOpen(false);
            setIsSaved(true);
            onChange();
          }}
        />
      </Dialog>
      <span class="visually-hidden" role="status">
        {isSaved && !isOpen && page.saved}
      </span>
    </>
  );
}

function End({ stream, onChange }: ActProps) {
  const { page } = useStreamsTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setIsOpen(true)}>
        {page.end}
      </button>
      <Confirm
        title={page.endTitle}
        hint={page.endHint}
        confirm={page.endConfirm}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        act={() => endStream(stream.id)}
        onDone={onChange}
        refusal={(error) => (hasStatus(error, 409) ? page.notLive : undefined)}
      />
    </>
  );
}

function Delete({ stream }: { stream: Stream }) {
  const { page } = useStreamsTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setIsOpen(true)}>
        {page.delete}
      </button>
      <Confirm
        title={page.deleteTitle}
        hint={page.deleteHint}
        confirm={page.deleteConfirm}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        act={() => deleteStream(stream.id)}
        onDone={() => location.assign("/studio")}
        refusal={(error) => (hasStatus(error, 409) ? page.deleteLive : undefined)}
      />
    </>
  );
}
