// Signing in, and registering, without leaving the page.

import { useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { Store, useStore } from "../lib/store";
import { register, signIn } from "../session/session";
import { type Texts, useTexts } from "../texts";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { problemText } from "./notice";

const isOpen = new Store(false);

/** Opens the dialog, from anywhere on a page with a `Layout` or a `SignInDialog`. */
export function openSignIn(): void {
  isOpen.value = true;
}

const close = () => {
  isOpen.value = false;
};

export function SignInDialog() {
  const { signIn: words } = useTexts();
  const [isNew, setIsNew] = useState(false);
  const shown = useStore(isOpen);
  return (
    <Dialog title={isNew ? words.registerTitle : words.title} isOpen={shown} onClose={close}>
      <Form key={String(isNew)} isNew={isNew} />
      <button type="button" class="button-link" onClick={() => setIsNew(!isNew)}>
        {isNew ? words.toSignIn : words.toRegister}
      </button>
    </Dialog>
  );
}

interface Faults {
  username?: string | undefined;
  password?: string | undefined;
  form?: string | undefined;
}

function Form({ isNew }: { isNew: boolean }) {
  const all = useTexts();
  const { signIn: words } = all;
  const form = useRef<HTMLFormElement>(null);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({});

  async function submit(event: Event) {
    event.preventDefault();
    setIsBusy(true);
    setFaults({});
    try {
      await (isNew ? register : signIn)(username.trim(), password);
      close();
    } catch (error) {
      setFaults(faultsOf(all, error));
      setIsBusy(false);
      form.current?.querySelector("input")?.focus();
    }
  }
  return (
    <form ref={form} class="form" onSubmit={submit} noValidate>
      {faults.form && (
        <p class="form-error" role="alert">
          {faults.form}
        </p>
      )}
      <Field
        label={words.username}
        value={username}
        onValue={setUsername}
        hint={isNew ? words.usernameHint : undefined}
        error={faults.username}
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        maxLength={32}
        required
      />
      <PasswordField value={password} onValue={setPassword} isNew={isNew} error={faults.password} />
      <button type="submit" class="button button-primary" disabled={isBusy}>
        {isNew ? words.registerSubmit : words.submit}
      </button>
    </form>
  );
}

interface PasswordProps {
  value: string;
  onValue: (value: string) => void;
  isNew: boolean;
  error: string | undefined;
}

function PasswordField({ value, onValue, isNew, error }: PasswordProps) {
  const { signIn: words } = useTexts();
  const [isShown, setIsShown] = useState(false);
  return (
    <>
      <Field
        label={words.password}
        value={value}
        onValue={onValue}
        hint={isNew ? words.passwordHint : undefined}
        error={error}
        name="password"
        type={isShown ? "text" : "password"}
        autocomplete={isNew ? "new-password" : "current-password"}
        maxLength={128}
        required
      />
      <label class="check">
        <input type="checkbox" checked={isShown} onChange={() => setIsShown(!isShown)} />
        {words.showPassword}
      </label>
    </>
  );
}

function faultsOf(all: Texts, error: unknown): Faults {
  const words = all.signIn;
  if (!(error instanceof Problem)) return { form: all.errors.unknown };
  const isBad = (field: string) => error.fields.some((fault) => fault.field === field);
  switch (error.status) {
    case 401:
      return { form: words.wrong };
    case 409:
      return { username: words.taken };
    case 422:
      return {
        username: isBad("username") ? words.badUsername : undefined,
        password: isBad("password") ? words.badPassword : undefined,
      };
    default:
      return { form: problemText(all, error) };
  }
}
