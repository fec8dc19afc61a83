// One's own streams: what is on air, what comes, and the rest.

import type { ComponentChild } from "preact";
import { useId, useState } from "preact/hooks";
import { createStream, listStreams, type Stream } from "../../api/streams";
import { useLoaded } from "../../lib/load";
import { type Paged, usePaged } from "../../lib/paged";
import { useTexts } from "../../texts";
import { dayAndTime, dayTimeAndZone } from "../../texts/format";
import { useStreamsTexts } from "../../texts/streams";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { More } from "../../ui/more";
import { Empty, Failure } from "../../ui/notice";
import { StateBadge } from "./badge";
import { StreamForm } from "./form";
import { stateOf, studioAddress } from "./state";
import "./streams.css";

const REFRESH_EVERY_MS = 10_000;
/** Nobody is on air with more, or plans more, than one page holds. */
const PINNED = 100;
const SHOWN = 20;

export function MyStreams({ userId }: { userId: number }) {
  const { list } = useStreamsTexts();
  const [isMaking, setIsMaking] = useState(false);
  const { lists, rest, error, again } = useStreams(userId);
  const isEmpty =
    lists &&
    lists.live.length + lists.upcoming.length + lists.others.length === 0 &&
    !rest.hasMore &&
    !rest.isLoading;
  const make = (
    <button type="button" class="button button-primary" onClick={() => setIsMaking(true)}>
      {list.create}
    </button>
  );
  return (
    <>
      <div class="panel-head">
        <h1>{list.title}</h1>
        {isEmpty === false && make}
      </div>
      {error !== undefined && <Failure error={error} again={again} />}
      {!lists && error === undefined && <Waiting />}
      {isEmpty ? (
        <Empty icon="broadcast" title={list.empty} hint={list.emptyHint}>
          {make}
        </Empty>
      ) : (
        lists && <Groups lists={lists} rest={rest} />
      )}
      <NewStream isOpen={isMaking} onClose={() => setIsMaking(false)} />
    </>
  );
}

interface Lists {
  live: readonly Stream[];
  upcoming: readonly Stream[];
  others: readonly Stream[];
}

/** All that somebody has; `lists` is undefined before everything is known. */
function useStreams(userId: number) {
  const pinned = usePinned(userId);
  const rest = usePaged(
    {
      ask: (cursor, signal) =>
        listStreams({ userId, status: "ended", limit: SHOWN, ...(cursor && { cursor }) }, signal),
      keyOf: ({ id }) => id,
    },
    [userId, pinned.value?.live.map(({ id }) => id).join() ?? ""],
  );
  const again = () => [pinned, rest].map((one) => one.again());
  const known = { rest, error: pinned.error ?? rest.error, again };
  if (!pinned.value || !rest.items) return { ...known, lists: undefined };
  // What comes is not on air either, so it is among the rest as well.
  const isUpcoming = new Set(pinned.value.upcoming.map(({ id }) => id));
  const others = rest.items.filter(({ id }) => !isUpcoming.has(id));
  return { ...known, lists: { ...pinned.value, others } };
}

/** What is on air and what comes. */
function usePinned(userId: number) {
  return useLoaded(
    async (signal) => {
      const of = async (status: "live" | "upcoming") =>
        (await listStreams({ userId, status, limit: PINNED }, signal)).items;
      const [live, upcoming] = await Promise.all([of("live"), of("upcoming")]);
      return { live, upcoming };
    },
    [userId],
    REFRESH_EVERY_MS,
  );
}

function Groups({ lists, rest }: { lists: Lists; rest: Paged<Stream> }) {
  const { list } = useStreamsTexts();
  return (
    <>
      <Group title={list.live} streams={lists.live} />
      <Group title={list.upcoming} streams={lists.upcoming} />
      <Group title={list.others} streams={lists.others} isGoingOn={rest.hasMore}>
        <More pages={rest} />
      </Group>
    </>
  );
}

interface GroupProps {
  title: string;
  streams: readonly Stream[];
  isGoingOn?: boolean;
  children?: ComponentChild;
}

function Group({ title, streams, isGoingOn = false, children }: GroupProps) {
  const id = useId();
  if (streams.length === 0 && !isGoingOn) return null;
  return (
    <section class="streams" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="rows">
        {streams.map((stream) => (
          <Row key={stream.id} stream={stream} />
        ))}
      </ul>
      {children}
    </section>
  );
}

function Row({ stream }: { stream: Stream }) {
  const { home, site } = useTexts();
  const { list } = useStreamsTexts();
  const title = stream.title || home.untitled;
  return (
    <li class="row">
      <StateBadge state={stateOf(stream)} />
      <div class="row-text">
        <h3>
          <a href={studioAddress(stream.id)}>{title}</a>
        </h3>
        <p class="quiet">{useWhen(stream)}</p>
      </div>
      {stream.status === "live" && (
        <span class="row-count">
          <Icon name="people" />
          {site.viewers(stream.viewerCount)}
        </span>
      )}
      <a class="button" href={`/watch/${stream.id}`} aria-label={list.watchOf(title)}>
        {list.watch}
      </a>
    </li>
  );
}

function useWhen(stream: Stream): string {
  const { list } = useStreamsTexts();
  const { startTime, endTime, scheduledAt, createdAt } = stream;
  switch (stateOf(stream)) {
    case "live":
      return list.since(dayAndTime(startTime ?? createdAt));
    case "upcoming":
      return list.starts(dayTimeAndZone(scheduledAt ?? createdAt));
    case "offline":
      return list.ended(dayAndTime(endTime ?? startTime ?? createdAt));
    case "fresh":
      return list.made(dayAndTime(createdAt));
  }
}

function NewStream({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { form } = useStreamsTexts();
  return (
    <Dialog title={form.createTitle} isOpen={isOpen} onClose={onClose}>
      <StreamForm
        submit={form.create}
        hasProvider
        onSubmit={async (draft, provider) => {
          const { id } = await createStream({ ...draft, ...(provider && { provider }) });
          location.assign(studioAddress(id));
        }}
      />
    </Dialog>
  );
}

/** The outline of rows to come. */
function Waiting() {
  return (
    <div class="rows" aria-hidden="true">
      {[1, 2, 3].map((place) => (
        <div key={place} class="row row-waiting" />
      ))}
    </div>
  );
}
