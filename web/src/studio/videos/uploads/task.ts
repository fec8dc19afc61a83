// One file on its way to the server, however often the line breaks.

import { Problem } from "../../../api/problem";
import { endUpload } from "../../../api/videos";
import { Store } from "../../../lib/store";
import { account, renewed, token } from "../../../session/session";
import { forgetHandle, keepHandle } from "./handles";
import { hold } from "./held";
import { forget, type Kept, keep } from "./kept";
import { rateOf, sampled } from "./speed";
import { transfer } from "./transfer";

/**
 * `queued`: others come first. `waiting`: the line or the server is away, and it goes on by itself. `lost`: it was ended
 * or deleted at the server.
 */
export type TaskState =
  | "queued"
  | "sending"
  | "waiting"
  | "paused"
  | "cancelling"
  | "cancelled"
  | "done"
  | "lost"
  | "failed";

/** What is shown of it. */
export interface TaskView {
  state: TaskState;
  /** Bytes that are there or under way. */
  sent: number;
  /** Bytes a second; null when nobody can tell. */
  rate: number | null;
  /** Why it waits or failed. */
  problem: unknown;
}

/** How long it waits after each failure in a row, and after all further ones. */
const RETRIES_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const LAST_RETRY_MS = 30_000;
/** Browsers say when the network is back; should one not, it is tried all the same. */
const OFFLINE_MS = 60_000;
/** A conflict over where the upload is passes by asking again; one that does not pass is none. */
const MAX_CONFLICTS = 5;
/** Progress is drawn this often. */
const DRAW_EVERY_MS = 200;

/** What is to be sent. */
export interface Order {
  file: File;
  /** The way to the file once the page was left. */
  handle: FileSystemFileHandle | null;
  /** What is known of it before it has an address. */
  kept: Omit<Kept, "address">;
  /** Where it goes on; null for a new one. */
  address: string | null;
  isPrivate: boolean;
  /** So many bytes are there. */
  sent?: number;
}

export class Task {
  readonly id = crypto.randomUUID();
  readonly view: Store<TaskView>;
  readonly order: Order;
  #address: string | null = null;
  #release = () => {};
  #leaving = new AbortController();
  #isRunning = false;
  #isRefused = false;

  constructor(order: Order) {
    this.order = order;
    this.view = new Store<TaskView>({
      state: "queued",
      sent: order.sent ?? 0,
      rate: null,
      problem: undefined,
    });
    if (order.address !== null) this.#take(order.address);
  }

  get address(): string | null {
    return this.#address;
  }

  get state(): TaskState {
    return this.view.value.state;
  }

  /** Sends until all is there, or nothing more is to be done for now. */
  async run(): Promise<void> {
    this.#leaving = new AbortController();
    this.#isRunning = true;
    try {
      await this.#sendAll(this.#leaving.signal);
    } finally {
      this.#isRunning = false;
    }
    if (this.state === "cancelling") await this.#end();
  }

  pause(): void {
    this.#show({ state: "paused", rate: null });
    this.#leaving.abort();
  }

  /** In line again. */
  queue(): void {
    this.#show({ state: "queued", problem: undefined });
  }

  /** Gives it up, here and at the server. */
  cancel(): void {
    this.#show({ state: "cancelling", rate: null });
    this.#leaving.abort();
    if (!this.#isRunning) void this.#end();
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const before = this.view.value.sent;
      try {
        await this.#attempt(signal);
        return this.#finish();
      } catch (error) {
        if (this.view.value.sent > before) failures = 0;
        const passes = await this.#passes(error, failures);
        if (signal.aborted) return;
        if (!passes) return this.#fail(error);
        this.#show({ state: "waiting", problem: error, rate: null });
        await pauseOrOnline(RETRIES_MS[failures] ?? LAST_RETRY_MS, signal);
        failures += 1;
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const { file, kept, isPrivate } = this.order;
    const { streamId, title } = kept;
    if (this.state === "queued") this.#show({ state: "sending" });
    await transfer({
      file,
      address: this.#address,
      metadata: {
        title,
        filename: file.name,
        filetype: file.type,
        private: String(isPrivate),
        ...(streamId !== null && { streamId: String(streamId) }),
      },
      authorize: () => this.#authorize(),
      onAddress: (address) => this.#take(address, signal),
      onProgress: this.#progress(),
      signal,
    });
  }

  /** The token of whoever began; a guest's, or another person's, opens nothing here. */
  async #authorize(): Promise<string> {
    const current = await (this.#isRefused ? renewed() : token());
    this.#isRefused = false;
    if (account.value?.id === this.order.kept.userId) return current;
    throw new Problem(401, "session-over", "the session is over", null, []);
  }

  #progress(): (sent: number) => void {
    let samples: ReturnType<typeof sampled> = [];
    let drawnMs = 0;
    return (sent) => {
      const atMs = performance.now();
      samples = sampled(samples, { bytes: sent, atMs });
      if (this.state !== "sending" || (atMs - drawnMs < DRAW_EVERY_MS && sent < this.order.file.size)) return;
      drawnMs = atMs;
      this.#show({ sent, rate: rateOf(samples) });
    };
  }

  /** Whether it may be otherwise in a moment. */
  async #passes(error: unknown, failures: number): Promise<boolean> {
    if (!(error instanceof Problem)) return false;
    const { status, code } = error;
    if (status === 401 && code !== "session-over" && failures === 0) {
      this.#isRefused = true;
      return true;
    }
    if (status === 409) return failures < MAX_CONFLICTS;
    if (status === 0) return isReadable(this.order.file);
    return status >= 500 || status === 429 || status === 423;
  }

  #finish(): void {
    this.#letGo();
    this.#show({ state: "done", sent: this.order.file.size, rate: null });
  }

  #fail(error: unknown): void {
    const isGone = error instanceof Problem && (error.status === 404 || error.status === 410);
    const isRefused = error instanceof Problem && [403, 413, 415, 422].includes(error.status);
    if (isGone || isRefused) this.#letGo();
    this.#show({ state: isGone ? "lost" : "failed", problem: error, rate: null });
  }

  async #end(): Promise<void> {
    try {
      if (this.#address !== null) await endUpload(this.#address);
    } catch (error) {
      const isGone = error instanceof Problem && error.status === 404;
      if (!isGone) return this.#show({ state: "failed", problem: error });
    }
    this.#letGo();
    this.#show({ state: "cancelled" });
  }

  /** The server knows it. From here on it can be gone on with, also after the page was left. */
  #take(address: string, signal?: AbortSignal): void {
    if (this.state === "waiting" && !signal?.aborted) this.#show({ state: "sending", problem: undefined });
    if (this.#address !== null) return;
    const { kept, handle } = this.order;
    this.#address = address;
    this.#release = hold(address);
    keep({ ...kept, address });
    if (handle) void keepHandle(address, handle);
  }

  /** Nothing is left to go on with. */
  #letGo(): void {
    if (this.#address === null) return;
    this.#release();
    forget(this.#address);
    void forgetHandle(this.#address);
    this.#address = null;
  }

  #show(change: Partial<TaskView>): void {
    this.view.value = { ...this.view.value, ...change };
  }
}

/** A file that was changed or removed meanwhile cannot be read, which looks like a lost line. */
const isReadable = (file: Blob): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );

/** Waits so long; less when the network comes back, or nobody waits any more. Without a network it is no use to try. */
function pauseOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, navigator.onLine ? ms : OFFLINE_MS);
    addEventListener("online", done, { signal: over.signal });
    signal.addEventListener("abort", done, { signal: over.signal });
  });
}
