// The broadcast's entry on the chain.

import { useEffect, useId } from "preact/hooks";
import { getRegisteredRoom, roomAddress } from "../../api/rooms";
import type { Stream } from "../../api/streams";
import { useLoaded } from "../../lib/load";
import { useStreamsTexts } from "../../texts/streams";

const REFRESH_EVERY_MS = 30_000;
/** An entry that is being written gets further with every block. */
const PENDING_EVERY_MS = 5_000;

interface RegistryProps {
  stream: Stream;
  /** Asks for the stream anew. */
  again: () => void;
}

/** Nothing where there is no registry, and before the first broadcast. */
export function Registry({ stream, again }: RegistryProps) {
  const isPending = stream.registry?.status === "pending";
  useEffect(() => {
    if (!isPending) return;
    const timer = setInterval(() => document.visibilityState === "visible" && again(), PENDING_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPending]);
  if (!stream.roomId || !stream.registry) return null;
  return <Entry stream={stream} roomId={stream.roomId} registry={stream.registry} />;
}

interface Props {
  stream: Stream;
  roomId: string;
  registry: NonNullable<Stream["registry"]>;
}

function Entry({ stream, roomId, registry }: Props) {
  const { registry: words } = useStreamsTexts();
  const id = useId();
  const { value: room } = useLoaded(
    (signal) => getRegisteredRoom(roomId, signal),
    [roomId, registry.status, registry.transaction, stream.status],
    REFRESH_EVERY_MS,
  );
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{words.title}</h2>
        <span class="badge">{words.states[registry.status]}</span>
      </div>
      <p class="quiet">
        {words.hint} {words.stateHints[registry.status]}
      </p>
      <dl class="registry-entry">
        <Fact name={words.room} value={roomId} />
        {room && <Fact name={words.host} value={room.host} />}
        {registry.transaction && <Fact name={words.transaction} value={registry.transaction} />}
        {room && (
          <div>
            <dt>{words.status}</dt>
            <dd>{words.statuses[room.status]}</dd>
          </div>
        )}
      </dl>
      <a href={roomAddress(roomId)}>{words.read}</a>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
