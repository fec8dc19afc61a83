// A question before something that cannot be taken back.

import { useState } from "preact/hooks";
import { useTexts } from "../texts";
import { Dialog } from "./dialog";
import { problemText } from "./notice";

interface Props<T> {
  title: string;
  hint: string;
  /** What the button says that does it. */
  confirm: string;
  isOpen: boolean;
  onClose: () => void;
  /** @throws Problem as the API words it; the dialog stays and says so */
  act: () => Promise<T>;
  /** What comes of it, once the dialog is closed: the focus is back in the page then. */
  onDone?: (outcome: T) => void;
  /** What a refusal is in other words than the usual ones. */
  refusal?: (error: unknown) => string | undefined;
}

export function Confirm<T>({ title, isOpen, onClose, ...question }: Props<T>) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <Question {...question} onClose={onClose} />
    </Dialog>
  );
}

function Question<T>({ hint, confirm, onClose, act, onDone, refusal }: Omit<Props<T>, "title" | "isOpen">) {
  const all = useTexts();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();

  async function doIt() {
    setIsBusy(true);
    setFault(undefined);
    try {
      const outcome = await act();
      onClose();
      onDone?.(outcome);
    } catch (error) {
      setFault(refusal?.(error) ?? problemText(all, error));
      setIsBusy(false);
    }
  }
  return (
    <>
      <p>{hint}</p>
      {fault && (
        <p class="form-error" role="alert">
          {fault}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {all.site.cancel}
        </button>
        <button type="button" class="button button-danger" disabled={isBusy} onClick={doIt}>
          {confirm}
        </button>
      </div>
    </>
  );
}
