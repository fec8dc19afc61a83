// Puts a page on the screen.

import { type ComponentType, render } from "preact";
import { token } from "../session/session";

/** Shows a page, and finds out meanwhile who is looking. */
export function mount(Page: ComponentType): void {
  token().catch(() => {}); // whoever needs it asks again, and tells what is wrong
  const root = document.getElementById("page");
  if (root) render(<Page />, root);
}
