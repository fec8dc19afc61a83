// Ends all sessions but this one, once that was confirmed.

import { useState } from "preact/hooks";
import { useTexts } from "../../texts";
import { useAccountTexts } from "../../texts/account";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/notice";
import { endOthers } from "./end";

export function EndOthers({ onEnded }: { onEnded: (count: number) => void }) {
  const words = useAccountTexts();
  const { site } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => setIsOpen(false);

  async function act() {
    setIsBusy(true);
    try {
      const count = await endOthers();
      close();
      onEnded(count);
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setIsOpen(true)}>
        {words.endOthers}
      </button>
      <Dialog title={words.endOthersTitle} isOpen={isOpen} onClose={close}>
        <p>{words.endOthersHint}</p>
        {error !== undefined && <Failure error={error} />}
        <div class="choices">
          <button type="button" class="button" onClick={close}>
            {site.cancel}
          </button>
          <button type="button" class="button button-danger" disabled={isBusy} onClick={act}>
            {words.endOthersSure}
          </button>
        </div>
      </Dialog>
    </>
  );
}
