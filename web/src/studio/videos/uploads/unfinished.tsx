// Uploads that were begun in this browser before the page was left.

import { useEffect, useState } from "preact/hooks";
import { hasStatus } from "../../../api/problem";
import { endUpload, uploadOffset } from "../../../api/videos";
import { useStore } from "../../../lib/store";
import { account } from "../../../session/session";
import { useVideosTexts } from "../../../texts/videos";
import { Failure } from "../../../ui/notice";
import { size } from "../amounts";
import { FileInput } from "./choose";
import { fileOf, forgetHandle, keptHandle } from "./handles";
import { held } from "./held";
import { forget, type Kept, kept } from "./kept";
import { markOf } from "./mark";
import { type Chosen, uploads } from "./queue";

/** One of them, and what the server has of it. */
interface Found {
  upload: Kept;
  sent: number;
  handle: FileSystemFileHandle | null;
}

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

/** Those of this person that no other page is busy with. What the server does not have any more is forgotten. */
async function find(userId: number, streamId: number | null): Promise<Found[]> {
  const mine = kept().filter((upload) => upload.userId === userId);
  const here = mine.filter((upload) => streamId === null || upload.streamId === streamId);
  const all = await Promise.all(here.map(look));
  const busy = await held();
  return all.filter((one): one is Found => one !== null && !busy.has(one.upload.address));
}

async function look(upload: Kept): Promise<Found | null> {
  const { address } = upload;
  try {
    const sent = await uploadOffset(address);
    if (sent < upload.size) return { upload, sent, handle: await keptHandle(address) };
  } catch (error) {
    if (!hasStatus(error, 404)) return null;
  }
  letGo(address);
  return null;
}

function letGo(address: string): void {
  forget(address);
  void forgetHandle(address);
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
  async function discard() {
    try {
      await endUpload(address);
    } catch (failure) {
      if (!hasStatus(failure, 404)) return setError(failure);
    }
    letGo(address);
    onGone();
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
          onClick={discard}
        >
          {words.discard}
        </button>
      </div>
    </li>
  );
}
