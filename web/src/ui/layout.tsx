// What is around every whole page: the way past the header, the header, the content.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useTexts } from "../texts";
import { Header } from "./header";
import { SignInDialog } from "./sign-in";

interface Props {
  /** The title of the window, without the site's name. */
  title: string;
  /** How the content is laid out: `reading` in a column, `wide` to the edges. */
  width?: "reading" | "wide";
  children: ComponentChildren;
}

export function Layout({ title, width = "reading", children }: Props) {
  const { site } = useTexts();
  useTitle(title);
  return (
    <>
      <a class="skip" href="#content">
        {site.skip}
      </a>
      <Header />
      <main id="content" class={`content content-${width}`} tabIndex={-1}>
        {children}
      </main>
      <SignInDialog />
    </>
  );
}

/** Names the window. */
export function useTitle(title: string): void {
  const { site } = useTexts();
  const whole = title ? `${title} – ${site.name}` : site.name;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
}
