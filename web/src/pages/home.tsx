// Who is live, what comes, what was.

import type { ComponentChild } from "preact";
import { useId } from "preact/hooks";
import type { Page } from "../api/client";
import { listStreams } from "../api/streams";
import { listVideos } from "../api/videos";
import { type Loaded, useLoaded } from "../lib/load";
import { useTexts } from "../texts";
import { LiveCard, RecordingCard, UpcomingCard } from "../ui/cards";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";
import { Empty, Failure } from "../ui/notice";

const LIVE_EVERY_MS = 15_000;
const REST_EVERY_MS = 60_000;
/** Fills whole rows of two, three and four. */
const SHOWN = 12;

function Home() {
  const { home } = useTexts();
  return (
    <Layout title={home.title}>
      <h1 class="visually-hidden">{home.title}</h1>
      <Live />
      <Upcoming />
      <Recordings />
    </Layout>
  );
}

function Live() {
  const { home } = useTexts();
  const live = useLoaded(
    (signal) => listStreams({ status: "live", limit: SHOWN }, signal),
    [],
    LIVE_EVERY_MS,
  );
  return (
    <Section
      title={home.live}
      loaded={live}
      item={(stream) => <LiveCard key={stream.id} stream={stream} />}
      empty={<Empty icon="broadcast" title={home.noLive} hint={home.noLiveHint} />}
    />
  );
}

function Upcoming() {
  const { home } = useTexts();
  const next = useLoaded(
    (signal) => listStreams({ status: "upcoming", limit: SHOWN }, signal),
    [],
    REST_EVERY_MS,
  );
  return (
    <Section
      title={home.upcoming}
      loaded={next}
      item={(stream) => <UpcomingCard key={stream.id} stream={stream} />}
      empty={<Empty icon="calendar" title={home.noUpcoming} hint={home.noUpcomingHint} />}
    />
  );
}

function Recordings() {
  const { home } = useTexts();
  const ready = useLoaded(
    (signal) => listVideos({ status: "ready", limit: SHOWN }, signal),
    [],
    REST_EVERY_MS,
  );
  return (
    <Section
      title={home.recordings}
      loaded={ready}
      item={(video) => <RecordingCard key={video.id} video={video} />}
      empty={<Empty icon="film" title={home.noRecordings} hint={home.noRecordingsHint} />}
    />
  );
}

interface SectionProps<T> {
  title: string;
  loaded: Loaded<Page<T>>;
  item: (item: T) => ComponentChild;
  empty: ComponentChild;
}

function Section<T>({ title, loaded, item, empty }: SectionProps<T>) {
  const id = useId();
  const items = loaded.value?.items;
  return (
    <section class="section" aria-labelledby={id} aria-busy={items ? "false" : "true"}>
      <h2 id={id}>{title}</h2>
      {loaded.error !== undefined && <Failure error={loaded.error} again={loaded.again} />}
      {!items && loaded.error === undefined && <Waiting />}
      {items && (items.length > 0 ? <ul class="cards">{items.map(item)}</ul> : empty)}
    </section>
  );
}

/** The outline of cards to come. */
function Waiting() {
  return (
    <div class="cards" aria-hidden="true">
      {[1, 2, 3].map((place) => (
        <div key={place} class="card card-waiting" />
      ))}
    </div>
  );
}

mount(Home);
