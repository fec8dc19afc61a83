// A question before something that cannot be taken back.

import { useState } from "preact/hooks";
import { useTexts } from "../../texts";
import { Dialog } from "../../ui/dialog";
import { problemText } from "../../ui/notice";

interface Props {
  title: string;
  hint: string;
  /** What the button says that does it. */
  confirm: string;
  isOpen: boolean;
  onClose: () => void;
  /** @throws Problem as the API words it; the dialog stays and says so */
  act: () => Promise<void>;
  /** What a refusal is in other words than the usual ones. */
  refusal?: (error: unknown) => string | undefined;
}

export function Confirm({ title, isOpen, onClose, ...question }: Props) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <Question {...question} onClose={onClose} />
    </Dialog>
  );
}

function Question({ hint, confirm, onClose, act, refusal }: Omit<Props, "title" | "isOpen">) {
  const all = useTexts();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();

  async function doIt() {
    setIsBusy(true);
    setFault(undefined);
    try {
      await act();
      onClose();
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
