// The form of a room's rules.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { changeChatSettings, type RoomSettings } from "../../api/chat";
import { useModerationTexts } from "../../texts/moderation";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/notice";
import {
  AGE_UNITS,
  type AgeUnit,
  changeOf,
  type Draft,
  draftOf,
  type Faults,
  faultsOf,
  MAX_SLOW_MODE_S,
} from "./rules";

interface Props {
  streamId: number;
  settings: RoomSettings;
  onSaved: (settings: RoomSettings) => void;
}

/** Where saving is. */
type Saving = { is: "idle" | "busy" | "saved" } | { is: "failed"; error: unknown };

export function Rules({ streamId, settings, onSaved }: Props) {
  const { settings: words } = useModerationTexts();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [faults, setFaults] = useState<Faults>({});
  const [saving, setSaving] = useState<Saving>({ is: "idle" });
  const change = changeOf(draft, draftOf(settings));
  const isChanged = Object.keys(change).length > 0;
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [faults]);
  const edit = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setSaving({ is: "idle" });
  };

  async function submit(event: Event) {
    event.preventDefault();
    if (saving.is === "busy") return;
    const found = faultsOf(draft);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setSaving({ is: "busy" });
    try {
      const saved = await changeChatSettings(streamId, change);
      onSaved(saved);
      setDraft(draftOf(saved));
      setSaving({ is: "saved" });
    } catch (error) {
      setSaving({ is: "failed", error });
    }
  }
  return (
    <form ref={form} class="form" onSubmit={submit} noValidate>
      <RuleFields draft={draft} faults={faults} edit={edit} />
      {saving.is === "failed" && <Failure error={saving.error} />}
      <div class="save">
        <button type="submit" class="button button-primary">
          {saving.is === "busy" ? words.saving : words.save}
        </button>
        <p role="status">{saving.is === "saved" ? words.saved : isChanged && words.unsaved}</p>
      </div>
    </form>
  );
}

interface FieldsProps {
  draft: Draft;
  faults: Faults;
  edit: (part: Partial<Draft>) => void;
}

function RuleFields(rules: FieldsProps) {
  const { settings: words } = useModerationTexts();
  const { draft, faults, edit } = rules;
  return (
    <>
      <NumberField rule="slowMode" rules={rules} max={MAX_SLOW_MODE_S} />
      <Check
        label={words.guests}
        isOn={draft.guestsMayChat}
        onChange={(guestsMayChat) => edit({ guestsMayChat })}
      />
      <Check
        label={words.links}
        isOn={draft.linksAllowed}
        onChange={(linksAllowed) => edit({ linksAllowed })}
      />
      <NumberField rule="age" rules={rules}>
        <UnitChoice value={draft.ageUnit} onValue={(ageUnit) => edit({ ageUnit })} />
      </NumberField>
      <WordsField
        value={draft.words}
        onValue={(text) => edit({ words: text })}
        error={faults.words && words.wordsFault}
      />
    </>
  );
}

interface NumberProps {
  rule: "slowMode" | "age";
  rules: FieldsProps;
  max?: number;
  /** Beside the number. */
  children?: ComponentChildren;
}

/** A rule that is a whole number. */
function NumberField({ rule, rules: { draft, faults, edit }, ...rest }: NumberProps) {
  const { settings: words } = useModerationTexts();
  return (
    <Field
      label={words[rule]}
      hint={words[`${rule}Hint`]}
      error={faults[rule] && words[`${rule}Fault`]}
      type="number"
      min={0}
      step={1}
      value={draft[rule]}
      onValue={(text) => edit({ [rule]: text })}
      {...rest}
    />
  );
}

interface CheckProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Check({ label, isOn, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={isOn} onChange={() => onChange(!isOn)} />
      {label}
    </label>
  );
}

function UnitChoice({ value, onValue }: { value: AgeUnit; onValue: (unit: AgeUnit) => void }) {
  const { settings: words } = useModerationTexts();
  return (
    <select
      aria-label={words.unit}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value as AgeUnit)}
    >
      {(Object.keys(AGE_UNITS) as AgeUnit[]).map((unit) => (
        <option key={unit} value={unit}>
          {words.units[unit]}
        </option>
      ))}
    </select>
  );
}

interface WordsProps {
  value: string;
  onValue: (text: string) => void;
  error: string | undefined;
}

function WordsField({ value, onValue, error }: WordsProps) {
  const { settings: words } = useModerationTexts();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.words}</label>
      <textarea
        id={id}
        rows={4}
        value={value}
        aria-describedby={`${error ? `${id}-error ` : ""}${id}-hint`}
        aria-invalid={error ? "true" : "false"}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="field-hint">
        {words.wordsHint}
      </p>
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
