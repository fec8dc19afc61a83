// One upload on the screen.

import { Problem } from "../../../api/problem";
import { useStore } from "../../../lib/store";
import { type Texts, useTexts } from "../../../texts";
import { useVideosTexts, type VideosTexts } from "../../../texts/videos";
import { problemText } from "../../../ui/notice";
import { size, span } from "../amounts";
import { uploads } from "./queue";
import { secondsLeft } from "./speed";
import type { Task, TaskView } from "./task";

export function TaskRow({ task }: { task: Task }) {
  const all = useTexts();
  const words = useVideosTexts();
  const view = useStore(task.view);
  const { name, size: total } = task.order.file;
  const percent = Math.floor((view.sent / total) * 100);
  return (
    <li class="upload" data-state={view.state}>
      <p class="upload-name">{name}</p>
      <progress value={view.sent} max={total} aria-label={words.upload.progress(name)} />
      <p class="upload-facts">
        <span>
          {percent} % · {words.upload.of(size(view.sent), size(total))}
        </span>
        <Pace view={view} total={total} />
        <span>{stateText(all, words, view)}</span>
      </p>
      <Tools task={task} view={view} name={name} />
      <p class="visually-hidden" role="status">
        {news(all, words, name, view, percent)}
      </p>
    </li>
  );
}

function Pace({ view: { rate, sent, state }, total }: { view: TaskView; total: number }) {
  const { upload } = useVideosTexts();
  if (rate === null || state !== "sending") return null;
  const left = secondsLeft(total - sent, rate);
  return (
    <span>
      {upload.speed(size(rate))}
      {left !== null && ` · ${upload.left(span(left))}`}
    </span>
  );
}

/** Said aloud: what changes, and every quarter. */
function news(all: Texts, words: VideosTexts, name: string, view: TaskView, percent: number): string {
  const quarter = Math.floor(percent / 25) * 25;
  const isOnItsWay = view.state === "sending" && quarter > 0;
  const what = isOnItsWay ? words.upload.percent(quarter) : stateText(all, words, view);
  return words.upload.announced(name, what);
}

function stateText(all: Texts, { upload, refused }: VideosTexts, { state, problem }: TaskView): string {
  const status = problem instanceof Problem ? problem.status : null;
  if (state === "waiting") return status === 0 ? upload.offline : upload.busy;
  if (state !== "failed") return upload[state];
  if (problem instanceof Problem && problem.code === "session-over") return upload.sessionOver;
  if (status === 0) return upload.unreadable;
  if (status === 415) return refused.noVideo;
  return `${upload.failed} ${problemText(all, problem)}`;
}

function Tools({ task, view: { state }, name }: { task: Task; view: TaskView; name: string }) {
  const { upload } = useVideosTexts();
  const isMoving = state === "sending" || state === "waiting" || state === "queued";
  const mayGoOn = state === "paused" || (state === "failed" && task.address !== null);
  return (
    <div class="upload-tools">
      {isMoving && (
        <button type="button" class="button" aria-label={upload.pauseOne(name)} onClick={() => task.pause()}>
          {upload.pause}
        </button>
      )}
      {mayGoOn && (
        <button
          type="button"
          class="button"
          aria-label={upload.goOnOne(name)}
          onClick={() => uploads.resume(task)}
        >
          {upload.goOn}
        </button>
      )}
      {state === "lost" && (
        <button
          type="button"
          class="button"
          aria-label={upload.againOne(name)}
          onClick={() => uploads.again(task)}
        >
          {upload.again}
        </button>
      )}
      <End task={task} isOver={state === "done" || (task.address === null && !isMoving)} name={name} />
    </div>
  );
}

/** Gives it up, or, when there is nothing to give up, clears it away. */
function End({ task, isOver, name }: { task: Task; isOver: boolean; name: string }) {
  const { upload } = useVideosTexts();
  if (isOver) {
    return (
      <button
        type="button"
        class="button"
        aria-label={upload.dismissOne(name)}
        onClick={() => uploads.dismiss(task)}
      >
        {upload.dismiss}
      </button>
    );
  }
  return (
    <button
      type="button"
      class="button button-danger"
      aria-label={upload.cancelOne(name)}
      disabled={task.state === "cancelling"}
      onClick={() => task.cancel()}
    >
      {upload.cancel}
    </button>
  );
}
