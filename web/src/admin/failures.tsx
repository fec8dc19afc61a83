// What failed for good, and what can be done about it.

import { useState } from "preact/hooks";
import {
  deleteFailure,
  type FailedJob,
  type Failure,
  type FailureKind,
  type FailurePage,
  listFailures,
  retryFailure,
} from "../api/ops";
import { usePaged } from "../lib/paged";
import { useTexts } from "../texts";
import { useAdminTexts } from "../texts/admin";
import { Confirm } from "../ui/confirm";
import { More } from "../ui/more";
import { Empty, problemText } from "../ui/notice";
import { Choice, Panel } from "./panel";
import { toTheSecond } from "./times";

const EVERY_MS = 15_000;
const SHOWN = 20;

const keyOf = (item: Failure) => (item.kind === "room" ? item.roomId : item.id);

export function FailuresPanel() {
  const admin = useAdminTexts();
  const [kind, setKind] = useState<FailureKind>("job");
  const paged = usePaged(
    {
      ask: (cursor, signal) => listFailures({ kind, limit: SHOWN, cursor }, signal),
      keyOf,
      everyMs: EVERY_MS,
    },
    [kind],
  );
  // What is shown may still be of the kind before.
  const items = paged.items?.filter((item) => item.kind === kind);
  const counts = paged.first?.counts;
  const options = (["job", "video", "room"] as const).map(
    (it) => [it, counts ? `${admin.kinds[it]} (${counts[it]})` : admin.kinds[it]] as const,
  );
  return (
    <Panel
      title={admin.failures}
      tools={<Choice label={admin.kind} options={options} value={kind} onValue={setKind} />}
      error={paged.error}
      again={paged.again}
      isWaiting={!items}
    >
      {counts && <Overdue counts={counts} />}
      {items?.length === 0 && (
        <Empty icon="brand" title={admin.noFailures} hint={admin.noFailuresHint[kind]} />
      )}
      <ul class="failures">
        {items?.map((item) =>
          item.kind === "job" ? (
            <Job key={keyOf(item)} job={item} onChange={paged.again} />
          ) : (
            <Other key={keyOf(item)} item={item} />
          ),
        )}
      </ul>
      <More pages={paged} />
    </Panel>
  );
}

function Overdue({ counts }: { counts: FailurePage["counts"] }) {
  const admin = useAdminTexts();
  const words = [
    counts.overdueInStorage > 0 && admin.overdueInStorage(counts.overdueInStorage),
    counts.overdueAtStream > 0 && admin.overdueAtStream(counts.overdueAtStream),
  ].filter(Boolean);
  return words.length > 0 ? <p class="notice">{words.join(" ")}</p> : null;
}

function Job({ job, onChange }: { job: FailedJob; onChange: () => void }) {
  const admin = useAdminTexts();
  const all = useTexts();
  const [isAsking, setAsking] = useState(false);
  const [state, setState] = useState<{ isBusy?: boolean; error?: unknown }>({});
  const retry = () => {
    setState({ isBusy: true });
    retryFailure(job.id).then(
      () => {
        setState({});
        onChange();
      },
      (error) => setState({ error }),
    );
  };
  const name = admin.jobName(job.queue, job.id);
  return (
    <li class="failure-item">
      <div class="failure-head">
        <span class="badge">{job.queue}</span>
        <time class="quiet" dateTime={job.failedAt}>
          {toTheSecond(job.failedAt)}
        </time>
        {job.retriedAt && <span class="badge state-ok">{admin.retried(toTheSecond(job.retriedAt))}</span>}
      </div>
      <p class="cause">{job.cause ?? admin.noCause}</p>
      <details>
        <summary>{admin.message}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <section class="body" tabIndex={0} aria-label={admin.message}>
          <pre>{typeof job.body === "string" ? job.body : JSON.stringify(job.body, null, 2)}</pre>
        </section>
      </details>
      {state.error !== undefined && (
        <p class="form-error" role="alert">
          {problemText(all, state.error)}
        </p>
      )}
      <div class="failure-tools">
        {!job.retriedAt && (
          <button
            type="button"
            class="button"
            disabled={state.isBusy}
            aria-label={`${admin.retry}: ${name}`}
            onClick={retry}
          >
            {admin.retry}
          </button>
        )}
        <button
          type="button"
          class="button button-danger"
          disabled={state.isBusy}
          aria-label={`${admin.remove}: ${name}`}
          onClick={() => setAsking(true)}
        >
          {admin.remove}
        </button>
      </div>
      <Confirm
        title={admin.removeTitle}
        hint={admin.removeHint}
        confirm={admin.remove}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act={() => deleteFailure(job.id)}
        onDone={onChange}
      />
    </li>
  );
}

function Other({ item }: { item: Exclude<Failure, FailedJob> }) {
  const { home } = useTexts();
  const admin = useAdminTexts();
  const at = item.kind === "video" ? item.failedAt : item.createdAt;
  const what = item.kind === "video" ? `${admin.kinds.video} ${item.id}` : item.roomId;
  return (
    <li class="failure-item">
      <div class="failure-head">
        <strong>{item.title || home.untitled}</strong>
        <time class="quiet" dateTime={at}>
          {toTheSecond(at)}
        </time>
        {item.streamId !== null && <a href={`/watch/${item.streamId}`}>{admin.toStream(item.streamId)}</a>}
      </div>
      <p class="cause">{item.cause}</p>
      <p class="quiet what">{what}</p>
    </li>
  );
}
