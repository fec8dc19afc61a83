// A part of the page, with its name, and what all parts have in common.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useTexts } from "../texts";
import { useAdminTexts } from "../texts/admin";
import { Failure } from "../ui/notice";

interface Props {
  title: string;
  /** Beside the name. */
  tools?: ComponentChildren;
  /** What keeps it from being shown. */
  error?: unknown;
  again?: () => void;
  isWaiting?: boolean;
  children: ComponentChildren;
}

export function Panel({ title, tools, error, again, isWaiting, children }: Props) {
  const { site } = useTexts();
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id} aria-busy={isWaiting ? "true" : "false"}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {tools}
      </div>
      {error !== undefined && <Failure error={error} {...(again && { again })} />}
      {isWaiting && error === undefined && <p class="quiet">{site.loading}</p>}
      {children}
    </section>
  );
}

/** A table that scrolls by itself where it does not fit. */
export function Table(props: { name: string; columns: string[]; children: ComponentChildren }) {
  const admin = useAdminTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="table" tabIndex={0} aria-label={admin.table(props.name)}>
      <table>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onValue: (value: T) => void;
}

/** One of a few, side by side. */
export function Choice<T extends string>({ label, options, value, onValue }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{label}</legend>
      {options.map(([option, name]) => (
        <button
          key={option}
          type="button"
          class="button"
          aria-pressed={option === value}
          onClick={() => onValue(option)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
