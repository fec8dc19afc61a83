// Names somebody: by a name of the room, or a number.

import { useId } from "preact/hooks";
import { useModerationTexts } from "../../texts/moderation";
import type { People } from "./people";

interface Props {
  people: People;
  value: string;
  onValue: (text: string) => void;
  error: string;
}

export function PersonField({ people, value, onValue, error }: Props) {
  const { person } = useModerationTexts();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{person.label}</label>
      <input
        id={id}
        list={`${id}-people`}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        aria-describedby={`${error ? `${id}-error ` : ""}${id}-hint`}
        aria-invalid={error ? "true" : "false"}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <datalist id={`${id}-people`}>
        {[...new Set(people.values())].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <p id={`${id}-hint`} class="field-hint">
        {person.hint}
      </p>
      {error && (
        <p id={`${id}-error`} class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
