// What the log is narrowed by.

import { useId } from "preact/hooks";
import { useAdminTexts } from "../texts/admin";
import { Field } from "../ui/field";
import { EVENTS, SOURCES, VERDICTS } from "./words";

/** As it is filled in; empty for what is not wanted. */
export interface Wanted {
  streamId: string;
  source: string;
  event: string;
  verdict: string;
  from: string;
  to: string;
}

interface Props {
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  onReset: () => void;
}

export function Filters({ wanted, onWanted, onReset }: Props) {
  const admin = useAdminTexts();
  const { columns } = admin;
  const set = (name: keyof Wanted) => (value: string) => onWanted({ ...wanted, [name]: value });
  const verdicts = VERDICTS.map((verdict) => [verdict, `${verdict}: ${admin.verdicts[verdict]}`] as const);
  const itself = (word: string) => [word, word] as const;
  return (
    <form
      class="filters"
      aria-label={admin.filters}
      onSubmit={(event) => event.preventDefault()}
      onReset={(event) => {
        event.preventDefault();
        onReset();
      }}
    >
      <Field
        label={columns.stream}
        type="number"
        min={1}
        value={wanted.streamId}
        onValue={(value) => /^\d*$/.test(value) && set("streamId")(value)}
      />
      <Select
        label={columns.event}
        options={EVENTS.map(itself)}
        value={wanted.event}
        onValue={set("event")}
      />
      <Select label={columns.verdict} options={verdicts} value={wanted.verdict} onValue={set("verdict")} />
      <Select
        label={columns.source}
        options={SOURCES.map(itself)}
        value={wanted.source}
        onValue={set("source")}
      />
      <Field label={admin.from} type="datetime-local" value={wanted.from} onValue={set("from")} />
      <Field label={admin.to} type="datetime-local" value={wanted.to} onValue={set("to")} />
      <button type="reset" class="button">
        {admin.reset}
      </button>
    </form>
  );
}

interface SelectProps {
  label: string;
  options: readonly (readonly [string, string])[];
  value: string;
  onValue: (value: string) => void;
}

function Select({ label, options, value, onValue }: SelectProps) {
  const admin = useAdminTexts();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        <option value="">{admin.any}</option>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
