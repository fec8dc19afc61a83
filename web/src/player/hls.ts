// HLS in a media element: by Media Source where there is one, else by the browser itself. Comes back by itself after
// every failure, until it is closed.

import type Hls from "hls.js";
import type { HlsConfig, ManifestLoadedData } from "hls.js";
import { Store } from "../lib/store";
import { type Health, type LivePlayback, NO_CHOICE, type Qualities } from "./playback";

/** Close behind the encoder; two short segments are the least that plays without stalls. */
const LOW_DELAY: Partial<HlsConfig> = {
  lowLatencyMode: true,
  liveSyncDurationCount: 2,
  maxLiveSyncPlaybackRate: 1.15,
  liveDurationInfinity: true,
  backBufferLength: 30,
  enableWorker: false, // it would need a script of its own that repeats half of this one
};
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

const hasMediaSource = () => "MediaSource" in window || "ManagedMediaSource" in window;

export class HlsPlayback implements LivePlayback {
  readonly health = new Store<Health>("loading");
  readonly qualities = new Store<Qualities>(NO_CHOICE);
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  #hls: Hls | null = null;
  #isWhole = false;
  #isClosed = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(video: HTMLVideoElement, url: string) {
    this.#video = video;
    this.#url = url;
    video.addEventListener("playing", this.#onPlaying);
    void this.#open();
  }

  choose(level: number): void {
    if (this.#hls) this.#hls.currentLevel = level;
    this.qualities.value = { ...this.qualities.value, chosen: level };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#video.removeEventListener("playing", this.#onPlaying);
    this.#hls?.destroy();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  readonly #onPlaying = () => {
    this.#failures = 0;
    this.health.value = "playing";
  };

  async #open(): Promise<void> {
    try {
      if (hasMediaSource()) await this.#openSource();
      else this.#openNative();
    } catch {
      this.#again(); // the script did not come
    }
  }

  #openNative() {
    if (!this.#video.canPlayType("application/vnd.apple.mpegurl")) {
      this.health.value = "unsupported";
      return;
    }
    this.#video.src = this.#url;
    this.#video.addEventListener("error", () => this.#again(), { once: true });
  }

  async #openSource(): Promise<void> {
    const { default: Player } = this.#isWhole ? await import("hls.js") : await import("hls.js/light");
    if (this.#isClosed) return;
    if (!Player.isSupported()) return this.#openNative();
    const hls = new Player(LOW_DELAY);
    this.#hls = hls;
    const { Events } = Player;
    hls.on(Events.MANIFEST_LOADED, (_, data) => this.#checkParts(data));
    hls.on(Events.MANIFEST_PARSED, () => this.#tellQualities(hls));
    hls.on(Events.LEVEL_SWITCHED, () => this.#tellQualities(hls));
    hls.on(Events.ERROR, (_, { fatal, type }) => {
      if (!fatal) return;
      if (type === Player.ErrorTypes.MEDIA_ERROR && this.#failures === 0) {
        this.#failures = 1;
        return hls.recoverMediaError();
      }
      this.#again();
    });
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  /** The small build knows neither captions nor sound in files of its own: what has them gets the whole. */
  #checkParts({ subtitles, audioTracks, captions }: ManifestLoadedData): void {
    const isAsked =
      [subtitles, captions].some((tracks) => tracks?.length) || audioTracks.some(({ url }) => url);
    if (!isAsked || this.#isWhole) return;
    this.#isWhole = true;
    this.#hls?.destroy();
    void this.#open();
  }

  #tellQualities(hls: Hls): void {
    const all = hls.levels.map(({ height }, level) => ({ level, height }));
    const chosen = hls.autoLevelEnabled ? -1 : hls.currentLevel;
    this.qualities.value = { all, chosen, height: hls.levels[hls.currentLevel]?.height || null };
  }

  #again() {
    if (this.#isClosed) return;
    this.#hls?.destroy();
    this.#hls = null;
    if (this.#failures > 1) this.health.value = "failing";
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.6 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#open(), pauseMs);
  }
}
