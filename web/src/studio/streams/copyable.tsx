// A text that can be copied; a secret one is not there before somebody asks for it.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { useCopying } from "../../lib/copying";
import { useTexts } from "../../texts";
import { useStreamsTexts } from "../../texts/streams";
import { problemText } from "../../ui/notice";

interface CopyableProps {
  label: string;
  text: string;
}

/** Something that everyone may see. */
export function Copyable({ label, text }: CopyableProps) {
  const copy = useCopy(label);
  return (
    <Row label={label} value={text} said={copy.said}>
      <CopyButton label={label} isCopied={copy.isCopied} onClick={() => copy.copy(async () => text)} />
    </Row>
  );
}

interface SecretProps {
  label: string;
  hint: string;
  /** Brings it. @throws Problem as the API words it */
  fetch: () => Promise<string>;
}

/** Something that is fetched when it is to be shown or copied, and goes when it is hidden. */
export function Secret({ label, hint, fetch }: SecretProps) {
  const all = useTexts();
  const { golive } = useStreamsTexts();
  const [shown, setShown] = useState<string | null>(null);
  const [fault, setFault] = useState<string | undefined>();
  const copy = useCopy(label);
  const reach = async () => {
    setFault(undefined);
    return fetch().catch((error: unknown) => {
      setFault(problemText(all, error));
      throw error;
    });
  };
  const toggle = () => (shown === null ? reach().then(setShown, () => {}) : setShown(null));
  return (
    <Row
      label={label}
      value={shown ?? ""}
      placeholder={golive.hidden}
      hint={hint}
      error={fault}
      said={fault ? "" : copy.said}
    >
      <button
        type="button"
        class="button"
        aria-label={(shown === null ? golive.showOf : golive.hideOf)(label)}
        onClick={toggle}
      >
        {shown === null ? golive.show : golive.hide}
      </button>
      <CopyButton label={label} isCopied={copy.isCopied} onClick={() => copy.copy(reach)} />
    </Row>
  );
}

interface RowProps extends Omit<CopyableProps, "text"> {
  value: string;
  placeholder?: string;
  hint?: string;
  error?: string | undefined;
  /** For those who do not see the buttons. */
  said: string;
  children: ComponentChildren;
}

function Row({ label, value, placeholder = "", hint, error, said, children }: RowProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-row copyable">
        <input
          id={id}
          readOnly
          value={value}
          placeholder={placeholder}
          spellcheck={false}
          onFocus={(event) => event.currentTarget.select()}
          {...(hint && { "aria-describedby": `${id}-hint` })}
        />
        <div class="copyable-tools">{children}</div>
      </div>
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}

function CopyButton(props: { label: string; isCopied: boolean; onClick: () => void }) {
  const { golive } = useStreamsTexts();
  return (
    <button
      type="button"
      class="button"
      aria-label={(props.isCopied ? golive.copiedOf : golive.copyOf)(props.label)}
      onClick={props.onClick}
    >
      {props.isCopied ? golive.copied : golive.copy}
    </button>
  );
}

function useCopy(label: string) {
  const { golive } = useStreamsTexts();
  const { outcome, copy } = useCopying();
  const said = { copied: golive.copiedOf(label), failed: golive.notCopied };
  return { isCopied: outcome === "copied", said: outcome ? said[outcome] : "", copy };
}
