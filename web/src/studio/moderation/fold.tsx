// A part of the moderation that is closed until somebody wants it.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  title: string;
  /** Whether what was entered stays when it is closed. */
  keeps?: boolean;
  children: ComponentChildren;
}

export function Fold({ title, keeps = false, children }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <details
      class="fold"
      onToggle={({ currentTarget: { open } }) => {
        setIsOpen(open);
        if (open) setWasOpen(true);
      }}
    >
      <summary>
        <h3>{title}</h3>
      </summary>
      {(isOpen || (keeps && wasOpen)) && <div class="fold-body">{children}</div>}
    </details>
  );
}
