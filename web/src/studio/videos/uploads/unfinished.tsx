// Uploads that were begun in this browser before the page was left.

import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../../lib/store";
import { account } from "../../../session/session";
import { useVideosTexts } from "../../../texts/videos";
import { Failure } from "../../../ui/notice";
import { size } from "../amounts";
import { FileInput } from "./choose";
import { discard, type Found, find } from "./find";
import { fileOf } from "./handles";
import { markOf } from "./mark";
import { type Chosen, uploads } from "./queue";

export function Unfinished({ streamId }: { streamId: number | null }) {
  const { unfinished: words } = useVideosTexts();
  const who = useStore(account);
  const tasks = useStore(uploads.tasks);
  const [found, setFound] = useState<readonly Found[]>([]);
  useEffect(() => {
    let isHere = true;
    if (who) void find(who.id, streamId).then((all) => isHere && setFound(all));
    return () => {
      isHere = false;
    };
  }, [who?.id, streamId]);
  const drop = (address: string) => setFound((all) => all.filter(({ upload }) => upload.address !== address));
  const shown = found.filter(({ upload }) => !tasks.some(({ address }) => address === upload.address));
  if (shown.length === 0) return null;
  return (
    <div class="uploads">
      <h3>{words.heading}</h3>
      <p class="quiet">{words.hint}</p>
      <ul>
        {shown.map((one) => (
          <Row key={one.upload.address} found={one} onGone={() => drop(one.upload.address)} />
        ))}
      </ul>
    </div>
  );
}

function Row({ found: { upload, sent, handle }, onGone }: { found: Found; onGone: () => void }) {
  const { unfinished: words } = useVideosTexts();
  const [fault, setFault] = useState("");
  const [error, setError] = useState<unknown>();
  const { address, name } = upload;

  async function take(chosen: Chosen | undefined) {
    if (!chosen) return;
    const mark = await markOf(chosen.file).catch(() => null);
    if (mark !== upload.mark) return setFault(words.other(chosen.file.name, name));
    onGone();
    uploads.goOn(upload, chosen, sent);
  }
  async function goOn() {
    const file = handle && (await fileOf(handle));
    const mark = file && (await markOf(file).catch(() => null));
    if (!file || mark !== upload.mark) return setFault(words.changed(name));
    await take({ file, handle });
  }
  return (
    <li class="upload">
      <p class="upload-name">{name}</p>
      <p class="upload-facts">{words.there(size(sent), size(upload.size))}</p>
      <div role="alert">
        {fault && <p class="field-error">{fault}</p>}
        {error !== undefined && <Failure error={error} />}
      </div>
      <div class="upload-tools">
        {handle && (
          <button type="button" class="button button-primary" aria-label={words.goOnOne(name)} onClick={goOn}>
            {words.goOn}
          </button>
        )}
        <FileInput
          label={words.chooseSame}
          name={words.chooseSameOne(name)}
          isPrimary={!handle}
          onFiles={([chosen]) => take(chosen)}
        />
        <button
          type="button"
          class="button button-danger"
          aria-label={words.discardOne(name)}
          onClick={() => discard(address).then(onGone, setError)}
        >
          {words.discard}
        </button>
      </div>
    </li>
  );
}
