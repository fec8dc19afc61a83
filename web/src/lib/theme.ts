// Dark or light: as the system has it, until somebody chooses.

import { remember, remembered } from "./remembered";
import { Store } from "./store";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const current = (): Theme => chosen() ?? (system.matches ? "dark" : "light");

function chosen(): Theme | null {
  const theme = remembered("theme");
  return theme === "dark" || theme === "light" ? theme : null;
}

/** The theme that the page has. */
export const theme = new Store<Theme>(current());

system.addEventListener("change", () => {
  theme.value = current();
});

/** Changes to the other theme and keeps it. */
export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  remember("theme", theme.value);
  document.documentElement.dataset.theme = theme.value;
}
