// A line to a room that mends itself: after lost networks, sleep and deploys it comes back by itself, a little later
// each time and never with everyone else at once.

import { readHistory } from "../api/chat";
import { hasStatus } from "../api/problem";
import { token } from "../session/session";
import type { Frame } from "./wire";

/** How the line is. `gone`: there is no such stream. */
export type LineState = "connecting" | "open" | "reconnecting" | "offline" | "gone";

interface Ears {
  /** The number of the last message that came, null before the first. */
  after: () => number | null;
  onFrame: (frame: Frame) => void;
  onState: (state: LineState) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
/** A silent line is asked whether somebody is there. */
const PING_EVERY_MS = 25_000;
/** How long an answer may take before the line counts as broken. */
const PATIENCE_MS = 6_000;
/** The room's word for a stream that was deleted. */
const DELETED = 4404;

export class Line {
  readonly #streamId: number;
  readonly #ears: Ears;
  readonly #leaving = new AbortController();
  #socket: WebSocket | null = null;
  #state: LineState = "connecting";
  #failures = 0;
  /** Counts the tries, so that a late answer to an earlier one is told from the current. */
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(streamId: number, ears: Ears) {
    this.#streamId = streamId;
    this.#ears = ears;
    const { signal } = this.#leaving;
    addEventListener("online", () => this.#wake(), { signal });
    addEventListener("offline", () => this.#drop(), { signal });
    addEventListener("pageshow", () => this.#wake(), { signal });
    const onVisible = () => document.visibilityState === "visible" && this.#wake();
    document.addEventListener("visibilitychange", onVisible, { signal });
    const beat = setInterval(() => this.#ask(), PING_EVERY_MS);
    signal.addEventListener("abort", () => clearInterval(beat));
    void this.#connect();
  }

  /** Sends when the line is open; whether it was. */
  send(frame: object): boolean {
    if (this.#state !== "open" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Connects anew at once, as somebody else or because something is wrong. */
  reconnect(): void {
    this.#failures = 0;
    this.#discard();
    void this.#connect();
  }

  close(): void {
    this.#leaving.abort();
    this.#discard();
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    clearTimeout(this.#retry);
    this.#say(this.#failures === 0 && this.#state === "connecting" ? "connecting" : this.#away());
    try {
      const address = await this.#address();
      if (attempt === this.#attempt && !this.#leaving.signal.aborted) this.#open(address);
    } catch {
      if (attempt === this.#attempt) this.#later();
    }
  }

  async #address(): Promise<string> {
    const after = this.#ears.after();
    const query = new URLSearchParams({
      token: await token(),
      ...(after !== null && { after: String(after) }),
    });
    return `${location.origin.replace(/^http/, "ws")}/streams/${this.#streamId}/chat?${query}`;
  }

  #open(address: string): void {
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#expect(PATIENCE_MS * 2);
    socket.addEventListener("message", ({ data }) => this.#socket === socket && this.#hear(data));
    socket.addEventListener("close", ({ code }) => this.#socket === socket && this.#lost(code));
  }

  #hear(data: unknown): void {
    clearTimeout(this.#alarm);
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.type === "welcome") {
      this.#failures = 0;
      this.#say("open");
    }
    this.#ears.onFrame(frame);
  }

  #lost(code: number) {
    const wasOpen = this.#state === "open";
    this.#discard();
    if (code === DELETED) return this.#say("gone");
    if (wasOpen) this.#later();
    else void this.#askWhy();
  }

  /** Browsers do not tell why a line was refused; the same question over HTTP does. */
  async #askWhy(): Promise<void> {
    const attempt = this.#attempt;
    try {
      await readHistory(this.#streamId, { limit: 1 });
    } catch (error) {
      if (hasStatus(error, 404)) return this.#say("gone");
    }
    if (attempt === this.#attempt) this.#later();
  }

  #later() {
    if (this.#leaving.signal.aborted) return;
    this.#say(this.#away());
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), longest * (0.3 + 0.7 * Math.random()));
  }

  /** Something may have changed while nobody looked: a network came back, a machine woke. */
  #wake() {
    if (this.#state === "gone") return;
    if (this.#state === "open") this.#ask();
    else if (!this.#socket) this.reconnect();
  }

  /** Asks whether somebody is there. */
  #ask(): void {
    if (this.send({ type: "ping" })) this.#expect(PATIENCE_MS);
  }

  #expect(patienceMs: number) {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      this.#discard();
      this.#later();
    }, patienceMs);
  }

  #drop() {
    if (this.#state === "gone") return;
    this.#discard();
    this.#later();
  }

  #discard(): void {
    clearTimeout(this.#alarm);
    clearTimeout(this.#retry);
    this.#attempt += 1;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #away(): LineState {
    return navigator.onLine ? "reconnecting" : "offline";
  }

  #say(state: LineState) {
    if (state === this.#state && state !== "connecting") return;
    this.#state = state;
    this.#ears.onState(state);
  }
}
