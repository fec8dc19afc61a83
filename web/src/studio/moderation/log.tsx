// The whole chat as a file.

import { useEffect, useRef, useState } from "preact/hooks";
import { exportChat } from "../../api/chat";
import { Problem } from "../../api/problem";
import { useTexts } from "../../texts";
import { useModerationTexts } from "../../texts/moderation";
import { problemText } from "../../ui/notice";
import { size } from "../videos/amounts";

type State = { is: "idle" | "done" } | { is: "running"; bytes: number } | { is: "failed"; error: unknown };

export function ChatLog({ streamId }: { streamId: number }) {
  const all = useTexts();
  const { log: words } = useModerationTexts();
  const [state, setState] = useState<State>({ is: "idle" });
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  async function start() {
    setState({ is: "running", bytes: 0 });
    try {
      // With the token in a header: in an address it would stand in logs.
      const reply = await exportChat(streamId, leaving.current.signal);
      save(await collected(reply, (bytes) => setState({ is: "running", bytes })), `chat-${streamId}.ndjson`);
      setState({ is: "done" });
    } catch (error) {
      setState({ is: "failed", error });
    }
  }
  return (
    <>
      <p class="quiet">{words.hint}</p>
      <div class="save">
        <button type="button" class="button" disabled={state.is === "running"} onClick={start}>
          {words.start}
        </button>
        <p>{state.is === "running" && words.running(size(state.bytes))}</p>
        <p role="status">{state.is === "done" && words.done}</p>
        <p role="alert" class="field-error">
          {state.is === "failed" &&
            (state.error instanceof Problem ? problemText(all, state.error) : words.brokenOff)}
        </p>
      </div>
    </>
  );
}

/** A body as a file, telling how much of it is there. */
async function collected(reply: Response, onBytes: (bytes: number) => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = reply.body?.getReader();
  let bytes = 0;
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return new Blob(pieces, { type: "application/x-ndjson" });
    pieces.push(piece.value);
    bytes += piece.value.length;
    onBytes(bytes);
  }
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
