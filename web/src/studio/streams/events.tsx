// What happened to the stream, in plain words.

import { useId } from "preact/hooks";
import { listEvents, type StreamEvent } from "../../api/streams";
import { usePaged } from "../../lib/paged";
import { type StreamsTexts, useStreamsTexts } from "../../texts/streams";
import { More } from "../../ui/more";
import { Failure } from "../../ui/notice";
import { preciseDayAndTime } from "./format";

const REFRESH_EVERY_MS = 5_000;
const SHOWN = 8;
/** Who may say something, by the names that they have; what says it in no name of its own is left out. */
const SOURCES: Record<string, string> = {
  "nginx-rtmp": "nginx-rtmp",
  srs: "SRS",
  mediamtx: "MediaMTX",
  cloudflare: "Cloudflare Stream",
};

export function Events({ streamId }: { streamId: number }) {
  const { events: words } = useStreamsTexts();
  const id = useId();
  const pages = usePaged(
    {
      ask: (cursor, signal) => listEvents(streamId, { limit: SHOWN, ...(cursor && { cursor }) }, signal),
      keyOf: ({ seq }) => seq,
      everyMs: REFRESH_EVERY_MS,
      isLog: true,
    },
    [streamId],
  );
  return (
    <section class="panel" aria-labelledby={id} aria-busy={pages.items ? "false" : "true"}>
      <h2 id={id}>{words.title}</h2>
      {pages.error !== undefined && <Failure error={pages.error} again={pages.again} />}
      {pages.items?.length === 0 && (
        <p class="quiet">
          {words.none}. {words.noneHint}
        </p>
      )}
      {pages.items && pages.items.length > 0 && (
        <ol class="events">
          {pages.items.map((event) => (
            <Event key={event.seq} event={event} />
          ))}
        </ol>
      )}
      <More pages={pages} />
    </section>
  );
}

function Event({ event }: { event: StreamEvent }) {
  const { events: words } = useStreamsTexts();
  const source = SOURCES[event.source];
  return (
    <li class="event">
      <time dateTime={event.receivedAt}>{preciseDayAndTime(event.receivedAt)}</time>
      <span>{storyOf(event, words)}</span>
      {source && <span class="quiet">{words.source(source)}</span>}
    </li>
  );
}

/** What an event means; one that this page does not know is shown as the API words it. */
function storyOf({ event, verdict, fields }: StreamEvent, words: StreamsTexts["events"]): string {
  const evidence = words.evidence[fields.evidence as keyof typeof words.evidence];
  if (evidence) return evidence;
  if (verdict === "noted" && event === "on_record_done") return words.recorded;
  if (verdict === "noted" && event === "on_error") return words.failed;
  return words.verdicts[verdict as keyof typeof words.verdicts] ?? `${event}: ${verdict}`;
}
