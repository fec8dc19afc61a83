// Video with controls: a live stream, or a recording. Everything heavy comes when it is first shown.

import { useEffect, useRef, useState } from "preact/hooks";
import { useOnDemand } from "../lib/on-demand";
import { useStore } from "../lib/store";
import { language, useTexts } from "../texts";
import { EitherPlayback } from "./either";
import { HlsPlayback } from "./hls";
import type { Health, LivePlayback, Quality } from "./playback";

interface Props {
  /** An HLS playlist for what is live, a file for a recording. */
  url: string;
  /** Where what is live plays by WHEP, if it has no playlist. */
  webrtc?: string | undefined;
  isLive: boolean;
  poster?: string | null;
}

export function Player(props: Props) {
  const { player } = useTexts();
  const isReady = useControls();
  const code = useStore(language);
  if (!isReady) return <div class="player player-waiting">{player.loading}</div>;
  // The controls read their words when they are made.
  return <Controls key={`${code} ${props.url}`} {...props} />;
}

/** Whether the controls are loaded. */
function useControls(): boolean {
  const controls = useOnDemand(() => import("./controls"));
  controls?.speak(useStore(language));
  return controls !== null;
}

function Controls({ url, webrtc, isLive, poster }: Props) {
  const { player } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const playback = usePlayback(video, url, webrtc, isLive);
  const [isMuted, unmute] = useAutoplay(video, isLive);
  return (
    <div class="player">
      <media-controller
        class="player-frame"
        defaultstreamtype={isLive ? "live" : "on-demand"}
        aria-label={player.label}
      >
        {/* biome-ignore lint/a11y/useMediaCaption: captions come with the stream, if it has any */}
        <video ref={video} slot="media" playsInline poster={poster ?? undefined} />
        <media-loading-indicator slot="centered-chrome" />
        {!isLive && (
          <media-control-bar class="player-bar">
            <media-time-range />
          </media-control-bar>
        )}
        <media-control-bar class="player-bar">
          <media-play-button />
          <media-mute-button />
          <media-volume-range />
          {isLive ? <media-live-button /> : <media-time-display showduration />}
          <span class="player-gap" />
          <media-captions-button notooltip ref={asSwitch} />
          {playback && <QualityChoice playback={playback} />}
          <media-pip-button />
          <media-fullscreen-button />
        </media-control-bar>
      </media-controller>
      {isMuted && (
        <button type="button" class="button player-unmute" onClick={unmute}>
          {player.unmute}
        </button>
      )}
      {playback && <HealthNotice playback={playback} />}
    </div>
  );
}

/** The library calls it a button, which cannot be on or off. */
const asSwitch = (element: Element | null) => element?.setAttribute("role", "switch");

/** Plays the stream in the element, or gives it the file. */
function usePlayback(
  video: { current: HTMLVideoElement | null },
  url: string,
  webrtc: string | undefined,
  isLive: boolean,
): LivePlayback | null {
  const [playback, setPlayback] = useState<LivePlayback | null>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (!isLive) {
      element.src = url;
      return;
    }
    const opened = webrtc ? new EitherPlayback(element, { hls: url, webrtc }) : new HlsPlayback(element, url);
    setPlayback(opened);
    return () => opened.close();
  }, [url, webrtc, isLive]);
  return playback;
}

/**
 * Begins by itself, and goes on with every other source; without sound where the browser wants to be asked for that.
 */
function useAutoplay(video: { current: HTMLVideoElement | null }, isLive: boolean): [boolean, () => void] {
  const [isMuted, setIsMuted] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const playMuted = () => {
      element.muted = true;
      setIsMuted(true);
      element.play().catch(() => {}); // then the viewer has to
    };
    const begin = () =>
      element.play().catch((error: Error) => error.name === "NotAllowedError" && playMuted());
    let isToPlay = true;
    element.addEventListener("loadedmetadata", () => isToPlay && begin(), { signal });
    // Another source pauses the element, too, but without this event.
    for (const event of ["play", "pause"]) {
      const note = () => {
        isToPlay = event === "play";
      };
      element.addEventListener(event, note, { signal });
    }
    element.addEventListener("volumechange", () => element.muted || setIsMuted(false), { signal });
    return () => leaving.abort();
  }, [isLive]);
  const unmute = () => {
    if (video.current) video.current.muted = false;
  };
  return [isMuted, unmute];
}

function QualityChoice({ playback }: { playback: LivePlayback }) {
  const { player } = useTexts();
  const { all, chosen, height } = useStore(playback.qualities);
  if (all.length < 2) return null;
  const byHeight = [...all].sort((one: Quality, other: Quality) => other.height - one.height);
  return (
    <select
      class="player-quality"
      aria-label={player.quality}
      value={String(chosen)}
      onChange={(event) => playback.choose(Number(event.currentTarget.value))}
    >
      <option value="-1">{chosen === -1 && height ? player.autoAt(height) : player.auto}</option>
      {byHeight.map(({ level, height }) => (
        <option key={level} value={String(level)}>
          {player.height(height)}
        </option>
      ))}
    </select>
  );
}

function HealthNotice({ playback }: { playback: LivePlayback }) {
  const { player } = useTexts();
  const health: Health = useStore(playback.health);
  const words: Partial<Record<Health, string>> = {
    failing: `${player.failed} ${player.failedHint}`,
    absent: `${player.absent} ${player.absentHint}`,
    blocked: `${player.blocked} ${player.blockedHint}`,
    lost: player.lost,
    unsupported: player.unsupported,
  };
  return (
    <p class="player-health" role="status" data-health={health}>
      {words[health]}
    </p>
  );
}
