// Where one goes live: choose a picture, look at it, go on the air, see how it fares.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../lib/store";
import { useBroadcastTexts } from "../../texts/broadcast";
import { canCapture, canShareScreen } from "./capture";
import { Controls } from "./controls";
import { FigureList } from "./figures";
import { Preview } from "./preview";
import { isOn, Publisher, type Standing } from "./publisher";
import { Source, type SourceState } from "./source";
import { useBusyPage } from "./staying";

/** A connection that was lost so recently was cut by whoever ended the stream. */
const CUT_WITHIN_MS = 15_000;

export function Desk({ whipUrl, isLive }: { whipUrl: string; isLive: boolean }) {
  const { faults } = useBroadcastTexts();
  const [source, publisher] = useStudio(whipUrl);
  const state = useStore(source.state);
  const standing = useStore(publisher.standing);
  useBusyPage(isOn(standing), () => publisher.stop());
  useEndElsewhere(publisher, isLive);
  if (!canCapture()) return <Fault words={faults.unsupported} />;
  const fault = state.fault ?? standing.fault;
  return (
    <>
      <div class="broadcast-desk">
        {state.video && <Preview state={state} />}
        <div class="broadcast-side">
          {fault && <Fault words={faults[fault]} />}
          <Notice state={state} />
          <Words standing={standing} isLive={isLive} />
          <Actions source={source} state={state} publisher={publisher} standing={standing} />
          {state.kind && <Controls source={source} state={state} isOnAir={isOn(standing)} />}
        </div>
      </div>
      <FigureList publisher={publisher} />
    </>
  );
}

/** Both for as long as the page shows them; the picture on the air is the one that is chosen. */
function useStudio(whipUrl: string): [Source, Publisher] {
  const address = useRef(whipUrl);
  address.current = whipUrl;
  const [[source, publisher]] = useState<[Source, Publisher]>(() => [
    new Source(),
    new Publisher(() => address.current),
  ]);
  useEffect(() => {
    const unfollow = source.state.follow(({ video }) => video && publisher.show(video));
    return () => {
      unfollow();
      publisher.stop();
      source.close();
    };
  }, []);
  return [source, publisher];
}

/** Whoever ends the stream, here or elsewhere, does not want it to come back by itself. */
function useEndElsewhere(publisher: Publisher, isLive: boolean): void {
  const wasLive = useRef(isLive);
  useEffect(() => {
    const { phase, sinceMs } = publisher.standing.value;
    const isCut = phase === "reconnecting" && Date.now() - sinceMs < CUT_WITHIN_MS;
    if (wasLive.current && !isLive && (phase === "connected" || isCut)) publisher.stop("endedElsewhere");
    wasLive.current = isLive;
  }, [isLive]);
}

interface ActionsProps {
  source: Source;
  state: SourceState;
  publisher: Publisher;
  standing: Standing;
}

function Actions({ source, state, publisher, standing }: ActionsProps) {
  const { actions } = useBroadcastTexts();
  const main = useKeptFocus(isOn(standing), state.kind);
  const { kind, isOpening, video, choice } = state;
  const goLive = () =>
    source.audio && video && publisher.start({ video, audio: source.audio, quality: choice.quality });
  return (
    <div class="broadcast-actions" ref={main}>
      {isOn(standing) && (
        <button type="button" class="button button-danger" onClick={() => publisher.stop()}>
          {actions.end}
        </button>
      )}
      {!isOn(standing) && video && (
        <button type="button" class="button button-primary" onClick={goLive}>
          {actions.goLive}
        </button>
      )}
      {kind !== "camera" && (
        <button
          type="button"
          class={`button ${kind || isOn(standing) ? "" : "button-primary"}`}
          disabled={isOpening}
          onClick={() => source.open("camera")}
        >
          {actions.camera}
        </button>
      )}
      {kind !== "screen" && canShareScreen() && (
        <button type="button" class="button" disabled={isOpening} onClick={() => source.open("screen")}>
          {actions.screen}
        </button>
      )}
      {kind && !isOn(standing) && (
        <button type="button" class="button" onClick={() => source.release()}>
          {actions.release}
        </button>
      )}
    </div>
  );
}

/** Where a button that was pressed gave way to another, the focus goes there. */
function useKeptFocus(...changes: unknown[]) {
  const box = useRef<HTMLDivElement>(null);
  const wasShown = useRef(false);
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (isLost && wasShown.current) box.current?.querySelector("button")?.focus();
    wasShown.current = true;
  }, changes);
  return box;
}

function Words({ standing, isLive }: { standing: Standing; isLive: boolean }) {
  const { standings } = useBroadcastTexts();
  return (
    <p class="broadcast-words" role="status" data-phase={standing.phase}>
      {standing.phase === "connected" && isLive && <span class="badge badge-live">{standings.badge}</span>}
      {standings[wordFor(standing, isLive)]}
    </p>
  );
}

function wordFor({ phase, fault }: Standing, isLive: boolean) {
  if (phase === "connected") return isLive ? "live" : "connected";
  if (phase === "idle") return isLive ? "liveElsewhere" : "idle";
  return phase === "ended" && fault ? "idle" : phase;
}

function Notice({ state }: { state: SourceState }) {
  const { notices } = useBroadcastTexts();
  return (
    <p class="broadcast-notice" role="status">
      {state.notice && notices[state.notice]}
    </p>
  );
}

const Fault = ({ words }: { words: string }) => (
  <div class="failure" role="alert">
    <p>{words}</p>
  </div>
);
