// What is said of a stream: when it is made, and when it is changed.

import { useRef, useState } from "preact/hooks";
import { Problem } from "../../api/problem";
import type { Stream, StreamDraft } from "../../api/streams";
import { useTexts } from "../../texts";
import { type StreamsTexts, useStreamsTexts } from "../../texts/streams";
import { Field } from "../../ui/field";
import { problemText } from "../../ui/notice";
import { Area } from "./area";
import { fromLocal, toLocal, zone } from "./local-time";

export type Provider = Stream["provider"];

interface Props {
  stream?: StreamDraft;
  submit: string;
  /** Whether there is a choice who takes the video. */
  hasProvider?: boolean;
  /** @throws Problem as the API words it */
  onSubmit: (draft: StreamDraft, provider: Provider | undefined) => Promise<void>;
}

/** What stands in the fields; the time as its field has it. */
interface Written {
  title: string;
  description: string;
  schedule: string;
  provider?: Provider | undefined;
}

type Faults = Partial<Record<"title" | "description" | "scheduledAt" | "provider" | "form", string>>;

const EMPTY: StreamDraft = { title: "", description: "", scheduledAt: null };

export function StreamForm({ stream = EMPTY, submit, hasProvider = false, onSubmit }: Props) {
  const all = useTexts();
  const { form: words } = useStreamsTexts();
  const form = useRef<HTMLFormElement>(null);
  const [written, setWritten] = useState<Written>({ ...stream, schedule: toLocal(stream.scheduledAt) });
  const [faults, setFaults] = useState<Faults>({});
  const [isBusy, setIsBusy] = useState(false);

  function refuse(found: Faults) {
    setFaults(found);
    setIsBusy(false);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  async function send(event: Event) {
    event.preventDefault();
    const scheduleFault = faultOfSchedule(form.current, written.schedule, stream, words);
    if (scheduleFault) return refuse({ scheduledAt: scheduleFault });
    setIsBusy(true);
    setFaults({});
    await onSubmit(draftOf(written, stream), written.provider).catch((error: unknown) =>
      refuse(faultsOf(words, error, problemText(all, error))),
    );
  }
  const change = (part: Partial<Written>) => setWritten((before) => ({ ...before, ...part }));
  return (
    <form ref={form} class="form" onSubmit={send} noValidate>
      {faults.form && (
        <p class="form-error" role="alert">
          {faults.form}
        </p>
      )}
      <Fields written={written} onChange={change} faults={faults} />
      {hasProvider && (
        <ProviderChoice
          value={written.provider}
          onValue={(provider) => change({ provider })}
          error={faults.provider}
        />
      )}
      <button type="submit" class="button button-primary" disabled={isBusy}>
        {submit}
      </button>
    </form>
  );
}

interface FieldsProps {
  written: Written;
  onChange: (part: Partial<Written>) => void;
  faults: Faults;
}

function Fields({ written, onChange, faults }: FieldsProps) {
  const { form: words } = useStreamsTexts();
  return (
    <>
      <Field
        label={words.title}
        value={written.title}
        onValue={(title) => onChange({ title })}
        hint={words.titleHint}
        error={faults.title}
      />
      <Area
        label={words.description}
        value={written.description}
        onValue={(description) => onChange({ description })}
        error={faults.description}
      />
      <Field
        label={words.schedule}
        type="datetime-local"
        name="schedule"
        value={written.schedule}
        onValue={(schedule) => onChange({ schedule })}
        hint={words.scheduleHint(zone())}
        error={faults.scheduledAt}
      />
    </>
  );
}

interface ProviderProps {
  value: Provider | undefined;
  onValue: (provider: Provider | undefined) => void;
  error: string | undefined;
}

const CHOICES = ["usual", "selfhosted", "cloudflare"] as const;

/** Few have a reason to choose, so it is out of the way until somebody looks for it or the choice is refused. */
function ProviderChoice({ value, onValue, error }: ProviderProps) {
  const { form: words } = useStreamsTexts();
  const choose = (choice: string) => onValue(choice === "usual" ? undefined : (choice as Provider));
  return (
    <details class="form-more" open={error !== undefined}>
      <summary>{words.more}</summary>
      <div class="field">
        <label for="provider">{words.provider}</label>
        <select
          id="provider"
          value={value ?? "usual"}
          onChange={(event) => choose(event.currentTarget.value)}
          aria-invalid={error ? "true" : "false"}
          {...(error && { "aria-describedby": "provider-error" })}
        >
          {CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {words.providers[choice]}
            </option>
          ))}
        </select>
        {error && (
          <p id="provider-error" class="field-error">
            {error}
          </p>
        )}
      </div>
    </details>
  );
}

/** What is said by the fields. Who leaves the time alone leaves its seconds alone. */
function draftOf({ title, description, schedule }: Written, before: StreamDraft): StreamDraft {
  const isSame = schedule === toLocal(before.scheduledAt);
  return { title: title.trim(), description, scheduledAt: isSame ? before.scheduledAt : fromLocal(schedule) };
}

/** What is wrong with the time: half of one reads as empty, and nobody can come to one that has passed. */
function faultOfSchedule(
  form: HTMLFormElement | null,
  schedule: string,
  before: StreamDraft,
  words: StreamsTexts["form"],
): string | undefined {
  const field = form?.querySelector<HTMLInputElement>('[name="schedule"]');
  if (field?.validity.badInput) return words.badSchedule;
  if (schedule === "" || schedule === toLocal(before.scheduledAt)) return undefined;
  return new Date(schedule).getTime() < Date.now() ? words.past : undefined;
}

function faultsOf(words: StreamsTexts["form"], error: unknown, otherwise: string): Faults {
  const fields = error instanceof Problem ? error.fields.map(({ field }) => field) : [];
  const known = {
    title: words.badTitle,
    description: words.badDescription,
    scheduledAt: words.badSchedule,
    provider: words.badProvider,
  };
  const faults = Object.entries(known).filter(([field]) => fields.includes(field));
  return faults.length > 0 ? Object.fromEntries(faults) : { form: otherwise };
}
