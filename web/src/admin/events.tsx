// The log of the media events of all streams.

import { useState } from "preact/hooks";
import { type EventQuery, type LoggedEvent, listEvents } from "../api/ops";
import { usePaged } from "../lib/paged";
import { useAdminTexts } from "../texts/admin";
import { More } from "../ui/more";
import { Empty } from "../ui/notice";
import { Filters, type Wanted } from "./filters";
import { Panel, Table } from "./panel";
import { asInstant, toTheSecond, zone } from "./times";

const EVERY_MS = 10_000;
const SHOWN = 50;
const NOTHING: Wanted = { streamId: "", source: "", event: "", verdict: "", from: "", to: "" };

export function EventsPanel() {
  const admin = useAdminTexts();
  const [wanted, setWanted] = useState(NOTHING);
  const [isFollowing, setFollowing] = useState(true);
  const log = usePaged(
    {
      ask: (cursor, signal) => listEvents({ ...queryOf(wanted), limit: SHOWN, cursor }, signal),
      keyOf: ({ id }) => id,
      everyMs: isFollowing ? EVERY_MS : undefined,
      isLog: true,
    },
    [wanted],
  );
  const { time, stream, source, event, verdict, client } = admin.columns;
  return (
    <Panel
      title={admin.log}
      tools={
        <label class="check">
          <input
            type="checkbox"
            checked={isFollowing}
            onChange={({ currentTarget }) => setFollowing(currentTarget.checked)}
          />
          {admin.follow}
        </label>
      }
      error={log.error}
      again={log.again}
      isWaiting={!log.items}
    >
      <Filters wanted={wanted} onWanted={setWanted} onReset={() => setWanted(NOTHING)} />
      <p role="status" class="quiet">
        {log.items && admin.shown(log.items.length, log.hasMore)}
      </p>
      {log.items?.length === 0 && <Empty icon="calendar" title={admin.noEvents} hint={admin.noEventsHint} />}
      {log.items && log.items.length > 0 && (
        <Table name={admin.log} columns={[`${time} (${zone()})`, stream, source, event, verdict, client]}>
          {log.items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </Table>
      )}
      <More pages={log} />
    </Panel>
  );
}

/** What is filled in, as the API takes it. */
function queryOf({ from, to, ...words }: Wanted): EventQuery {
  const times = { from: asInstant(from), to: asInstant(to) };
  return Object.fromEntries(Object.entries({ ...words, ...times }).filter(([, value]) => value));
}

function Row({ item }: { item: LoggedEvent }) {
  const isRefused = item.verdict.startsWith("refused");
  return (
    <tr>
      <td>
        <time dateTime={item.receivedAt}>{toTheSecond(item.receivedAt)}</time>
      </td>
      <td>{item.streamId === null ? "–" : <a href={`/watch/${item.streamId}`}>{item.streamId}</a>}</td>
      <td>{item.source}</td>
      <td>
        <Fields item={item} />
      </td>
      <td>
        <span class={isRefused ? "badge state-failing" : "badge"}>{item.verdict}</span>
      </td>
      <td>{item.clientId ?? "–"}</td>
    </tr>
  );
}

/** The event, and what came with it. */
function Fields({ item }: { item: LoggedEvent }) {
  const fields = Object.entries(item.fields);
  if (fields.length === 0) return <>{item.event}</>;
  return (
    <details class="fields">
      <summary>{item.event}</summary>
      <dl>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
