// Where files are brought, what is on its way, and what was left unfinished.

import { useEffect, useState } from "preact/hooks";
import { maxUploadBytes } from "../../../api/videos";
import { useLoaded } from "../../../lib/load";
import { useStore } from "../../../lib/store";
import { account } from "../../../session/session";
import { useVideosTexts } from "../../../texts/videos";
import { size } from "../amounts";
import { type Fault, faultOf } from "./check";
import { Choose } from "./choose";
import { type Chosen, uploads } from "./queue";
import { TaskRow } from "./row";
import { Unfinished } from "./unfinished";

/** A file that is not sent. */
interface Refused {
  name: string;
  fault: Fault;
}

export function Uploader({ streamId, onFinished }: { streamId: number | null; onFinished: () => void }) {
  const words = useVideosTexts();
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [isPrivate, setIsPrivate] = useState(false);
  const { value: maxBytes = null } = useLoaded(() => maxUploadBytes(), []);
  const finished = useStore(uploads.finished);
  useEffect(() => {
    if (finished > 0) onFinished();
  }, [finished]);

  async function take(chosen: readonly Chosen[]) {
    const faults = await Promise.all(chosen.map(({ file }) => faultOf(file, maxBytes)));
    setRefused(
      chosen.flatMap(({ file: { name } }, index) => {
        const fault = faults[index] ?? null;
        return fault === null ? [] : [{ name, fault }];
      }),
    );
    await uploads.add(
      chosen.filter((_, index) => faults[index] === null),
      { streamId, isPrivate },
    );
  }
  return (
    <div class="uploader">
      <Choose hint={maxBytes === null ? "" : words.upload.largest(size(maxBytes))} onFiles={take} />
      <label class="check">
        <input type="checkbox" checked={isPrivate} onChange={() => setIsPrivate(!isPrivate)} />
        {words.upload.asPrivate}
      </label>
      <Refusals refused={refused} maxBytes={maxBytes} />
      <Tasks />
      <Unfinished streamId={streamId} />
    </div>
  );
}

function Refusals({ refused, maxBytes }: { refused: readonly Refused[]; maxBytes: number | null }) {
  const { refused: words } = useVideosTexts();
  const text = (fault: Fault) => (fault === "tooLarge" ? words.tooLarge(size(maxBytes ?? 0)) : words[fault]);
  return (
    <div role="alert">
      {refused.length > 0 && (
        <div class="form-error">
          <p>{words.heading(refused.length)}</p>
          <ul>
            {refused.map(({ name, fault }) => (
              <li key={name} class="upload-refused">
                <strong>{name}</strong> {text(fault)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** Those of whoever looks: another may have signed out here. */
function Tasks() {
  const words = useVideosTexts();
  const who = useStore(account);
  const tasks = useStore(uploads.tasks).filter(({ order }) => order.kept.userId === who?.id);
  if (tasks.length === 0) return null;
  return (
    <div class="uploads">
      <h3>{words.upload.list}</h3>
      <ul>
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
    </div>
  );
}
