// Ends all sessions but this one, once that was confirmed.

import { useState } from "preact/hooks";
import { useAccountTexts } from "../../texts/account";
import { Confirm } from "../../ui/confirm";
import { endOthers } from "./end";

export function EndOthers({ onEnded }: { onEnded: (count: number) => void }) {
  const words = useAccountTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setIsOpen(true)}>
        {words.endOthers}
      </button>
      <Confirm
        title={words.endOthersTitle}
        hint={words.endOthersHint}
        confirm={words.endOthersSure}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        act={endOthers}
        onDone={onEnded}
      />
    </>
  );
}
