// How the broadcast fares.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { StreamHealth } from "../../api/streams";
import { dayAndTime, duration, timeOfDay } from "../../texts/format";
import { type StreamsTexts, useStreamsTexts } from "../../texts/streams";
import { Failure } from "../../ui/notice";
import { bitrate, number, preciseTime } from "./format";
import { Sparkline } from "./sparkline";

/** A media server's first figures come this soon after a broadcast began. */
const FIRST_FIGURES_MS = 20_000;

interface Props {
  health: StreamHealth | undefined;
  error: unknown;
  again: () => void;
  /** Whether there ever was a broadcast. */
  hasBegun: boolean;
}

export function Health({ health, error, again, hasBegun }: Props) {
  const { health: words } = useStreamsTexts();
  const id = useId();
  return (
    <section class="panel health" aria-labelledby={id} aria-busy={health ? "false" : "true"}>
      <h2 id={id}>{words.title}</h2>
      {error !== undefined && <Failure error={error} again={again} />}
      {!health && error === undefined && <div class="health-waiting" aria-hidden="true" />}
      {health && <State health={health} hasBegun={hasBegun} />}
      {health?.publishing?.isInterrupted && <Countdown endsAt={health.publishing.endsAt} />}
      {health?.status === "live" && <Figures health={health} />}
    </section>
  );
}

/** In so many words how it stands; a screen reader hears when that changes. */
function State({ health, hasBegun }: { health: StreamHealth; hasBegun: boolean }) {
  const { health: words } = useStreamsTexts();
  const state = stateOf(health, hasBegun);
  const hints = {
    waiting: words.waitingHint,
    offline: health.since ? words.offlineHint(dayAndTime(health.since)) : "",
    live: "",
    interrupted: "",
  };
  return (
    <div class="health-state" data-state={state}>
      <p role="status">{words[state]}</p>
      {hints[state] && <p class="quiet">{hints[state]}</p>}
    </div>
  );
}

function stateOf({ status, publishing }: StreamHealth, hasBegun: boolean) {
  if (status === "live") return publishing?.isInterrupted ? "interrupted" : "live";
  return hasBegun ? "offline" : "waiting";
}

/** How long an encoder that is gone is waited for. */
function Countdown({ endsAt }: { endsAt: string | null }) {
  const { health: words } = useStreamsTexts();
  const now = useNow();
  if (!endsAt) return null;
  const seconds = Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 1_000));
  return <p class="notice">{words.interruptedHint(seconds)}</p>;
}

/** The time, every second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Figures({ health }: { health: StreamHealth }) {
  const { health: words } = useStreamsTexts();
  const isInterrupted = health.publishing?.isInterrupted === true;
  const lack = isInterrupted ? undefined : lackOf(health, words);
  return (
    <>
      <Sparkline history={health.history} />
      <dl class="figures">
        {!isInterrupted && <Measured health={health} />}
        <Figure name={words.interruptions}>{number(health.interruptions)}</Figure>
        {health.since && (
          <Figure name={words.duration} more={words.since(timeOfDay(health.since))}>
            {duration(Math.max(0, (Date.now() - Date.parse(health.since)) / 1_000))}
          </Figure>
        )}
        <Figure name={words.viewers} more={words.peak(health.peakViewerCount)}>
          {number(health.viewerCount)}
        </Figure>
      </dl>
      {lack && <p class="quiet">{lack}</p>}
    </>
  );
}

/** Why there are no figures, where there are none. */
function lackOf(health: StreamHealth, words: StreamsTexts["health"]): string | undefined {
  const { measuredAt, since } = health;
  const hasFigures = health.bitrateBps !== null || health.height !== null;
  if (hasFigures) return undefined;
  if (measuredAt) return words.stale(preciseTime(measuredAt));
  const isNew = since !== null && Date.now() - Date.parse(since) < FIRST_FIGURES_MS;
  return isNew ? words.measuring : words.unmeasured;
}

interface FigureProps {
  name: string;
  more?: string | undefined;
  children: ComponentChildren;
}

function Figure({ name, more, children }: FigureProps) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        {children}
        {more && <span class="figure-more">{more}</span>}
      </dd>
    </div>
  );
}

/** What the media server measured; what it did not is left out. */
function Measured({ health }: { health: StreamHealth }) {
  const { health: words } = useStreamsTexts();
  const { width, height, frameRate, videoCodec, audioCodec, droppedFrames } = health;
  return (
    <>
      {health.bitrateBps !== null && (
        <Figure name={words.bitrate} more={partsOf(health, words)}>
          {bitrate(health.bitrateBps)}
        </Figure>
      )}
      {width !== null && height !== null && (
        <Figure name={words.picture} more={frameRate === null ? undefined : words.rate(number(frameRate))}>
          {words.size(width, height)}
        </Figure>
      )}
      {(videoCodec ?? audioCodec) !== null && (
        <Figure name={words.codecs} more={videoCodec === null ? undefined : (audioCodec ?? undefined)}>
          {videoCodec ?? audioCodec}
        </Figure>
      )}
      {droppedFrames !== null && (
        <Figure name={words.dropped} more={words.droppedHint}>
          {number(droppedFrames)}
        </Figure>
      )}
    </>
  );
}

function partsOf(health: StreamHealth, words: StreamsTexts["health"]): string | undefined {
  const { videoBitrateBps, audioBitrateBps } = health;
  if (videoBitrateBps === null || audioBitrateBps === null) return undefined;
  return words.bitrateParts(bitrate(videoBitrateBps), bitrate(audioBitrateBps));
}
