// Who one is here.

import { useId } from "preact/hooks";
import type { Account } from "../../session/session";
import { useAccountTexts } from "../../texts/account";
import { dayAndTime } from "../../texts/format";

export function Who({ who }: { who: Account }) {
  const words = useAccountTexts();
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{words.whoTitle}</h2>
      <dl class="facts">
        <dt>{words.username}</dt>
        <dd>{who.username}</dd>
        <dt>{words.number}</dt>
        <dd>
          #{who.id} <span class="field-hint">{words.numberHint}</span>
        </dd>
        <dt>{words.role}</dt>
        <dd>{words.roles[who.role]}</dd>
        <dt>{words.since}</dt>
        <dd>{dayAndTime(who.createdAt)}</dd>
      </dl>
    </section>
  );
}
