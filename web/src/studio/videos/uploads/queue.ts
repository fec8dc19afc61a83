// All uploads of this page: one after the other, so that the first is there as early as can be.

import { Store } from "../../../lib/store";
import { account } from "../../../session/session";
import { titleOf } from "./check";
import type { Kept } from "./kept";
import { markOf } from "./mark";
import { type Order, Task, type TaskState } from "./task";

/** While one of these, leaving the page costs something. */
const BUSY: readonly TaskState[] = ["queued", "sending", "waiting"];

/** A file that was chosen, and how to reach it again after the page was left. */
export interface Chosen {
  file: File;
  handle: FileSystemFileHandle | null;
}

/** What the videos are to be. */
export interface Wishes {
  streamId: number | null;
  isPrivate: boolean;
}

export class Uploads {
  readonly tasks = new Store<readonly Task[]>([]);
  /** How many are through. */
  readonly finished = new Store(0);
  #running: Task | null = null;

  /** Puts files in line. */
  async add(files: readonly Chosen[], { streamId, isPrivate }: Wishes): Promise<void> {
    const userId = account.value?.id;
    if (userId === undefined) return;
    for (const { file, handle } of files) {
      const kept = { userId, streamId, title: titleOf(file.name), name: file.name, size: file.size };
      this.#put({ file, handle, address: null, isPrivate, kept: { ...kept, mark: await markOf(file) } });
    }
  }

  /** Goes on with an upload of before. */
  goOn({ address, ...kept }: Kept, { file, handle }: Chosen, sent: number): void {
    this.#put({ file, handle, address, kept, isPrivate: false, sent });
  }

  /** In line again: one that paused, or failed. */
  resume(task: Task): void {
    task.queue();
    this.#next();
  }

  /** Begins anew with the same file what the server lost. */
  again(task: Task): void {
    this.dismiss(task);
    this.#put({ ...task.order, address: null, sent: 0 });
  }

  dismiss(task: Task): void {
    this.tasks.value = this.tasks.value.filter((other) => other !== task);
  }

  #put(order: Order): void {
    const task = new Task(order);
    this.tasks.value = [...this.tasks.value, task];
    task.view.follow(({ state }) => {
      if (state === "cancelled") this.dismiss(task);
      this.#guard();
    });
    this.#guard();
    this.#next();
  }

  #next(): void {
    const task = this.tasks.value.find(({ state }) => state === "queued");
    if (this.#running || !task) return;
    this.#running = task;
    void task.run().finally(() => {
      this.#running = null;
      if (task.state === "done") this.finished.value += 1;
      this.#next();
    });
  }

  /** The browser asks before a page is left that has something under way. */
  #guard(): void {
    const isBusy = this.tasks.value.some(({ state }) => BUSY.includes(state));
    if (isBusy) addEventListener("beforeunload", hold);
    else removeEventListener("beforeunload", hold);
  }
}

const hold = (event: Event) => event.preventDefault();

/** Those of this page. */
export const uploads = new Uploads();
