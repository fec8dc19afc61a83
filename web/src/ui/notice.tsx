// Words in the place of something that is not there.

import type { ComponentChildren } from "preact";
import { Problem } from "../api/problem";
import { type Texts, useTexts } from "../texts";
import { Icon, type IconName } from "./icon";

/** Nothing to show, and what can be done about it. */
export function Empty(props: { icon: IconName; title: string; hint: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <p class="empty-title">{props.title}</p>
      <p class="empty-hint">{props.hint}</p>
      {props.children}
    </div>
  );
}

/** Something failed; with `again` it can be tried again. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const all = useTexts();
  return (
    <div class="failure" role="alert">
      <p>{problemText(all, error)}</p>
      {again && (
        <button type="button" class="button" onClick={again}>
          {all.site.retry}
        </button>
      )}
    </div>
  );
}

/** What went wrong, in the viewer's words. Refusals without words of ours show what the API says. */
export function problemText({ errors }: Texts, error: unknown): string {
  if (!(error instanceof Problem)) return errors.unknown;
  if (error.status === 0) return errors.offline;
  if (error.status === 429) return errors.wait(error.retryAfterS ?? 1);
  if (error.status === 403) return errors.notAllowed;
  if (error.status === 404) return errors.missing;
  return error.status >= 500 ? errors.unknown : error.message;
}
