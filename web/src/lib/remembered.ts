// Choices that outlast the page. Never a secret: every script of this origin can read them.

/** What was chosen under a name; null when nothing was, or the browser keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`liveroom.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a choice, or with null forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`liveroom.${name}`);
    else localStorage.setItem(`liveroom.${name}`, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
