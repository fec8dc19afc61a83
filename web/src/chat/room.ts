// A room as a page has it: who is there, what was said, what is on its way.

import { type ChatSettings, type Message, readHistory } from "../api/chat";
import { Store } from "../lib/store";
import { account, renewed } from "../session/session";
import { Line, type LineState } from "./line";
import { EMPTY, type Hole, holeBefore, type Log, merged, newest, oldest, trimmed, withDeleted } from "./log";
import { changed, type Pending, type Refusal, retried, settled, unsent, without } from "./pending";
import type { Frame, StreamNews, Welcome, You } from "./wire";

/** Everything that is shown of a room. */
export interface RoomView {
  state: LineState;
  you: You | null;
  settings: ChatSettings | null;
  /** People here; null before the room said so. */
  viewers: number | null;
  log: Log;
  pending: readonly Pending[];
  /** How often somebody here said something. */
  said: number;
  /** Why nothing can be written at the moment. */
  blocked: Refusal | null;
  /** Whether older messages are being loaded. */
  isLoading: boolean;
}

const START: RoomView = {
  state: "connecting",
  you: null,
  settings: null,
  viewers: null,
  log: EMPTY,
  pending: [],
  said: 0,
  blocked: null,
  isLoading: false,
};

/** Busy rooms are drawn this often, not with every frame. */
const DRAW_EVERY_MS = 30;
/** As many messages the API gives at once. */
const PAGE = 100;
const MEND_AGAIN_MS = 3_000;
/** Refusals that hold for whatever is written next. */
const BLOCKING = ["banned", "rate_limited", "slow_mode", "account_too_new", "not_allowed", "session_revoked"];

/** What tells a message from all others of its author. */
const newMark = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36).padStart(2, "0")).join(
    "",
  );

export class Room {
  readonly view = new Store<RoomView>(START);
  /** What the stream does, as the room tells. */
  readonly news = new Store<Pick<StreamNews, "status"> | null>(null);
  readonly #streamId: number;
  readonly #line: Line;
  readonly #unfollow: () => void;
  #next: RoomView = START;
  #drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(streamId: number) {
    this.#streamId = streamId;
    this.#line = new Line(streamId, {
      after: () => newest(this.#next.log) || null,
      onFrame: (frame) => this.#take(frame),
      onState: (state) => this.#change({ state }),
    });
    this.#unfollow = this.#followAccount();
  }

  close(): void {
    this.#unfollow();
    this.#line.close();
    clearTimeout(this.#drawing);
  }

  say(text: string): void {
    const clientId = newMark();
    const { pending, said } = this.#next;
    this.#change({ pending: [...pending, { clientId, text }], said: said + 1 });
    this.#send({ clientId, text });
  }

  sayAgain(clientId: string): void {
    this.#change({ pending: retried(this.#next.pending, clientId) });
    this.#sendUnsent();
  }

  discard(clientId: string): void {
    this.#change({ pending: without(this.#next.pending, clientId) });
  }

  /** Loads what was said before. */
  async loadOlder(): Promise<void> {
    const { log, isLoading } = this.#next;
    if (isLoading || log.isWhole) return;
    this.#change({ isLoading: true });
    try {
      const { items } = await readHistory(this.#streamId, { before: oldest(log), limit: PAGE });
      const next = merged(this.#next.log, items);
      this.#change({ log: items.length === 0 ? { ...next, isWhole: true } : next });
    } finally {
      this.#change({ isLoading: false });
    }
  }

  /** Forgets what is far up: nobody reads it any more. */
  trim(): void {
    this.#change({ log: trimmed(this.#next.log) });
  }

  /** Who signs in or out comes in anew, as another person. */
  #followAccount(): () => void {
    let known = account.value?.id;
    return account.follow((who) => {
      if (who === undefined || who?.id === known) return;
      known = who?.id;
      if (this.#next.you && String(this.#next.you.userId) !== String(known)) this.#line.reconnect();
    });
  }

  #take(frame: Frame) {
    switch (frame.type) {
      case "welcome":
        return this.#enter(frame);
      case "chat_message":
        return this.#add([frame]);
      case "chat_messages":
        return this.#add(frame.messages);
      case "ack":
        return this.#acknowledge(frame.clientId, frame.seq);
      case "message_deleted":
        return this.#change({ log: withDeleted(this.#next.log, frame.seq) });
      case "presence":
        return this.#change({ viewers: frame.viewers });
      case "stream":
        this.news.value = frame;
        return;
      case "settings":
        return this.#change({ settings: frame });
      case "authenticated":
        return this.#sendUnsent();
      case "error":
        return this.#refuse(frame.code, frame.retryAfter, frame.clientId);
      case "pong":
        return;
    }
  }

  #enter({ you, settings, viewers, status, history, seq, gap }: Welcome) {
    // What is before a gap is read again by who scrolls up to it.
    const log = gap ? EMPTY : this.#next.log;
    const isEmpty = seq === 0;
    this.#change({ you, settings, viewers, blocked: null, log: isEmpty ? { ...log, isWhole: true } : log });
    this.#add(history);
    this.news.value = { status };
    this.#sendUnsent();
  }

  #add(messages: readonly Message[]) {
    const first = messages[0];
    if (!first) return;
    const hole = holeBefore(this.#next.log, first.seq);
    if (hole) void this.#mend(hole);
    const log = merged(this.#next.log, messages);
    this.#change({ log, pending: settled(this.#next.pending, newest(log), messages) });
  }

  /** The room leaves no holes; a log that has one all the same is made whole over HTTP, as soon as that answers. */
  async #mend(hole: Hole): Promise<void> {
    try {
      await this.#fill(hole);
    } catch {
      setTimeout(() => void this.#mend(hole), MEND_AGAIN_MS);
    }
  }

  async #fill({ after, before }: Hole): Promise<void> {
    for (let from = after; from < before - 1; ) {
      const { items } = await readHistory(this.#streamId, { after: from, before, limit: PAGE });
      if (items.length === 0) return;
      this.#change({ log: merged(this.#next.log, items) });
      from = items.at(-1)?.seq ?? before;
    }
  }

  #acknowledge(clientId: string | undefined, seq: number): void {
    if (clientId === undefined) return;
    const pending = changed(this.#next.pending, clientId, { seq });
    this.#change({ pending: settled(pending, newest(this.#next.log), []) });
  }

  #refuse(code: string, retryAfterS: number | undefined, clientId: string | undefined) {
    const until = retryAfterS === undefined ? null : Date.now() + retryAfterS * 1_000;
    if (code === "token_expired") return void this.#prove();
    if (code === "unavailable") return void setTimeout(() => this.#sendUnsent(), (retryAfterS ?? 1) * 1_000);
    if (code === "session_revoked") renewed().catch(() => {}); // then they are a guest
    const refusal: Refusal = { code, until };
    if (BLOCKING.includes(code)) this.#change({ blocked: refusal });
    if (clientId !== undefined) this.#change({ pending: changed(this.#next.pending, clientId, { refusal }) });
  }

  /** The token was good for reading until now; writing needs a fresh one. A guest's is another person's. */
  async #prove(): Promise<void> {
    const isGuest = this.#next.you?.role === "guest";
    const token = await renewed().catch(() => null);
    if (token === null || isGuest || !this.#line.send({ type: "auth", token })) this.#line.reconnect();
  }

  #sendUnsent(): void {
    for (const pending of unsent(this.#next.pending)) this.#send(pending);
  }

  #send({ clientId, text }: Pending): void {
    this.#line.send({ type: "chat_message", message: text, clientId });
  }

  #change(change: Partial<RoomView>): void {
    this.#next = { ...this.#next, ...change };
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.view.value = this.#next;
    }, DRAW_EVERY_MS);
  }
}
