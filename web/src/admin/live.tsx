// Who is live.

import { listStreams, type Stream } from "../api/streams";
import { usePaged } from "../lib/paged";
import { useTexts } from "../texts";
import { useAdminTexts } from "../texts/admin";
import { count, dayAndTime, fromNow } from "../texts/format";
import { More } from "../ui/more";
import { Empty } from "../ui/notice";
import { Panel, Table } from "./panel";

const EVERY_MS = 15_000;
const SHOWN = 25;

export function LivePanel() {
  const admin = useAdminTexts();
  const { home } = useTexts();
  const live = usePaged(
    {
      ask: (cursor, signal) =>
        listStreams({ status: "live", limit: SHOWN, ...(cursor && { cursor }) }, signal),
      keyOf: ({ id }) => id,
      everyMs: EVERY_MS,
    },
    [],
  );
  const { title, owner, since, viewers, provider } = admin.columns;
  return (
    <Panel title={admin.live} error={live.error} again={live.again} isWaiting={!live.items}>
      {live.items?.length === 0 && <Empty icon="broadcast" title={home.noLive} hint={admin.noLiveHint} />}
      {live.items && live.items.length > 0 && (
        <Table name={admin.live} columns={[title, owner, since, viewers, provider]}>
          {live.items.map((stream) => (
            <Row key={stream.id} stream={stream} />
          ))}
        </Table>
      )}
      <More pages={live} />
    </Panel>
  );
}

function Row({ stream }: { stream: Stream }) {
  const admin = useAdminTexts();
  const { home } = useTexts();
  return (
    <tr>
      <th scope="row">
        <a href={`/watch/${stream.id}`}>{stream.title || home.untitled}</a>
      </th>
      <td>{stream.username}</td>
      <td>
        {stream.startTime && (
          <time dateTime={stream.startTime} title={dayAndTime(stream.startTime)}>
            {fromNow(stream.startTime)}
          </time>
        )}
      </td>
      <td>{count(stream.viewerCount)}</td>
      <td>{admin.providers[stream.provider]}</td>
    </tr>
  );
}
