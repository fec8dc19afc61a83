// What is around every page of the studio: its parts, for whoever has an account.

import type { ComponentChildren } from "preact";
import { useStore } from "../lib/store";
import { type Account, account } from "../session/session";
import { useTexts } from "../texts";
import { type StudioTexts, useStudioTexts } from "../texts/studio";
import { Layout } from "../ui/layout";
import { Empty } from "../ui/notice";
import { openSignIn } from "../ui/sign-in";
import "../styles/panels.css";
import "./studio.css";

type Part = "streams" | "videos" | "account";

const ADDRESSES: Record<Part, string> = {
  streams: "/studio",
  videos: "/studio/videos",
  account: "/studio/account",
};

interface Props {
  /** The title of the window. */
  title: string;
  /** The part that the page belongs to. */
  part: Part;
  /** What the page shows to somebody with an account. */
  children: (who: Account) => ComponentChildren;
}

export function Studio({ title, part, children }: Props) {
  const who = useStore(account);
  return (
    <Layout title={title}>
      <Parts current={part} />
      {who === null && <SignInFirst />}
      {who && <div class="studio">{children(who)}</div>}
    </Layout>
  );
}

function Parts({ current }: { current: Part }) {
  const studio: StudioTexts = useStudioTexts();
  return (
    <nav class="parts" aria-label={studio.sections}>
      {(Object.entries(ADDRESSES) as [Part, string][]).map(([part, address]) => (
        <a key={part} href={address} {...(part === current && { "aria-current": "page" })}>
          {studio[part]}
        </a>
      ))}
    </nav>
  );
}

function SignInFirst() {
  const { site } = useTexts();
  const studio = useStudioTexts();
  return (
    <>
      <h1 class="visually-hidden">{studio.title}</h1>
      <Empty icon="broadcast" title={studio.signInTitle} hint={studio.signInHint}>
        <button type="button" class="button button-primary" onClick={() => openSignIn()}>
          {site.signIn}
        </button>
      </Empty>
    </>
  );
}
