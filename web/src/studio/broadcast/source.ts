// What is on the air: one picture and one sound, of which either can be exchanged or hidden meanwhile.

import { Store } from "../../lib/store";
import {
  type Captured,
  type Choice,
  type Devices,
  devices,
  openCamera,
  openMicrophone,
  openScreen,
} from "./capture";
import { type CaptureFault, captureFaultOf } from "./fault";
import { Sound } from "./sound";

export type Kind = "camera" | "screen";
/** What happened to it since it was opened. */
export type Notice = "noMicrophone" | "microphoneGone" | "cameraGone" | "screenEnded";

export interface SourceState {
  kind: Kind | null;
  isOpening: boolean;
  video: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  isMuted: boolean;
  isCovered: boolean;
  choice: Choice;
  devices: Devices;
  fault: CaptureFault | null;
  notice: Notice | null;
}

const AT_FIRST: SourceState = {
  kind: null,
  isOpening: false,
  video: null,
  microphone: null,
  isMuted: false,
  isCovered: false,
  choice: { camera: undefined, microphone: undefined, quality: 720 },
  devices: { cameras: [], microphones: [] },
  fault: null,
  notice: null,
};

export class Source {
  readonly state = new Store<SourceState>(AT_FIRST);
  #sound: Sound | null = null;
  #tracks: MediaStreamTrack[] = [];
  #screenSound: MediaStreamTrack | undefined;
  #isClosed = false;
  readonly #leaving = new AbortController();

  constructor() {
    const { signal } = this.#leaving;
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#listDevices(), { signal });
  }

  /** What is heard; there once something was opened. */
  get audio(): MediaStreamTrack | undefined {
    return this.#sound?.track;
  }

  level(): number {
    return this.#sound?.level() ?? 0;
  }

  /** Asks for camera or screen; what was there before goes when the new one comes. */
  async open(kind: Kind): Promise<void> {
    this.#set({ isOpening: true, fault: null, notice: null });
    if (kind === "camera" && this.state.value.kind === "camera") this.#release(); // many lend only one at a time
    try {
      const { choice } = this.state.value;
      const captured = await (kind === "camera" ? openCamera(choice) : openScreen(choice));
      if (this.#isClosed) stop(tracksOf(captured));
      else this.#take(kind, captured);
    } catch (error) {
      this.#set({ isOpening: false, fault: captureFaultOf(error, kind) });
    }
  }

  /** Other devices, or another quality. */
  choose(change: Partial<Choice>): void {
    const { choice, kind } = this.state.value;
    this.#set({ choice: { ...choice, ...change } });
    if (kind && change.microphone !== undefined) void this.#changeMicrophone();
    else if (kind === "camera") void this.open(kind);
  }

  mute(isMuted: boolean): void {
    const { microphone } = this.state.value;
    if (microphone) microphone.enabled = !isMuted;
    this.#set({ isMuted });
  }

  /** Shows black in the place of the picture. */
  cover(isCovered: boolean): void {
    const { video } = this.state.value;
    if (video) video.enabled = !isCovered;
    this.#set({ isCovered });
  }

  /** Gives everything back; it can be opened again. */
  release(): void {
    this.#release();
    this.#set({ notice: null, fault: null });
  }

  close(): void {
    this.#isClosed = true;
    this.#leaving.abort();
    this.#release();
    this.#sound?.close();
  }

  #take(kind: Kind, captured: Captured) {
    const { isCovered } = this.state.value;
    const { video, microphone, screenSound } = captured;
    stop(this.#tracks);
    this.#tracks = tracksOf(captured);
    video.contentHint = kind === "screen" ? "detail" : "motion";
    video.enabled = !isCovered;
    video.addEventListener("ended", () =>
      this.#lose(video, kind === "screen" ? "screenEnded" : "cameraGone"),
    );
    this.#set({ kind, video, isOpening: false });
    this.#takeMicrophone(microphone, screenSound);
    void this.#listDevices();
  }

  async #changeMicrophone(): Promise<void> {
    this.#set({ fault: null });
    try {
      const microphone = await openMicrophone(this.state.value.choice);
      if (this.#isClosed || !this.state.value.kind) return stop([microphone]);
      stop([this.state.value.microphone]);
      this.#tracks.push(microphone);
      this.#takeMicrophone(microphone, this.#screenSound);
    } catch {
      this.#set({ fault: "noMicrophone" });
    }
  }

  #takeMicrophone(microphone: MediaStreamTrack | undefined, screenSound: MediaStreamTrack | undefined) {
    if (microphone) microphone.enabled = !this.state.value.isMuted;
    microphone?.addEventListener("ended", () => this.#loseMicrophone(microphone));
    this.#screenSound = screenSound;
    this.#sound ??= new Sound();
    this.#sound.hear([microphone, screenSound].filter((track) => track !== undefined));
    this.#set({ microphone: microphone ?? null, notice: microphone ? null : "noMicrophone" });
  }

  /** The browser tells of what others ended, not of what we stop. */
  #lose(video: MediaStreamTrack, notice: Notice) {
    if (this.state.value.video !== video) return;
    this.#release();
    this.#set({ notice });
  }

  #loseMicrophone(microphone: MediaStreamTrack) {
    if (this.state.value.microphone === microphone) this.#set({ microphone: null, notice: "microphoneGone" });
  }

  #release() {
    stop(this.#tracks);
    this.#tracks = [];
    this.#sound?.hear([]);
    this.#set({ kind: null, video: null, microphone: null });
  }

  async #listDevices(): Promise<void> {
    const found = await devices();
    if (!this.#isClosed) this.#set({ devices: found });
  }

  #set(change: Partial<SourceState>) {
    this.state.value = { ...this.state.value, ...change };
  }
}

const tracksOf = ({ video, microphone, screenSound }: Captured) =>
  [video, microphone, screenSound].filter((track) => track !== undefined);

function stop(tracks: (MediaStreamTrack | null)[]) {
  for (const track of tracks) track?.stop();
}
