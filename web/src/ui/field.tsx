// A field of a form, with its name, a hint, and what is wrong with it.

import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

/** What an input takes beside its value. */
interface InputOptions {
  name?: string;
  type?: "text" | "password" | "search" | "url" | "number" | "datetime-local";
  autocomplete?: "username" | "current-password" | "new-password" | "off";
  autocapitalize?: "none";
  spellcheck?: boolean;
  placeholder?: string;
  required?: boolean;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  step?: number;
}

interface Props extends InputOptions {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  /** Beside the input. */
  children?: ComponentChildren;
}

export function Field({ label, value, onValue, hint, error, children, ...input }: Props) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-row">
        <input
          {...(input as InputHTMLAttributes & { type?: "text" })}
          id={id}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          aria-invalid={error ? "true" : "false"}
          {...(described && { "aria-describedby": described })}
        />
        {children}
      </div>
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
