// The head of a page: where one can go, who one is, and how the page looks.

import { useStore } from "../lib/store";
import { theme, toggleTheme } from "../lib/theme";
import { account, signOut } from "../session/session";
import { choose, LANGUAGES, type Language, language, useTexts } from "../texts";
import { Icon } from "./icon";
import { openSignIn } from "./sign-in";

export function Header() {
  const { site } = useTexts();
  return (
    <header class="header">
      <a class="brand" href="/">
        <Icon name="brand" />
        <span>{site.name}</span>
      </a>
      <Navigation />
      <div class="header-tools">
        <LanguageChoice />
        <ThemeButton />
        <AccountTools />
      </div>
    </header>
  );
}

function Navigation() {
  const { site } = useTexts();
  const who = useStore(account);
  const isIn = (path: string) => location.pathname === path || location.pathname.startsWith(`${path}/`);
  const link = (path: string, name: string) => (
    <a href={path} {...(isIn(path) && { "aria-current": "true" })}>
      {name}
    </a>
  );
  return (
    <nav class="navigation" aria-label={site.navigation}>
      {link("/studio", site.studio)}
      {who?.role === "admin" && link("/admin", site.admin)}
    </nav>
  );
}

function LanguageChoice() {
  const { site } = useTexts();
  const current = useStore(language);
  return (
    <select
      class="language"
      aria-label={site.language}
      value={current}
      onChange={(event) => choose(event.currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ThemeButton() {
  const { site } = useTexts();
  const isDark = useStore(theme) === "dark";
  const label = isDark ? site.toLight : site.toDark;
  return (
    <button type="button" class="button-icon" aria-label={label} title={label} onClick={toggleTheme}>
      <Icon name={isDark ? "sun" : "moon"} />
    </button>
  );
}

function AccountTools() {
  const { site } = useTexts();
  const who = useStore(account);
  if (who === undefined) return null;
  if (who === null) {
    return (
      <button type="button" class="button button-primary" onClick={() => openSignIn()}>
        {site.signIn}
      </button>
    );
  }
  return (
    <>
      <span class="who" title={site.account(who.username)}>
        <span class="visually-hidden">{site.account(who.username)}</span>
        <span aria-hidden="true">{who.username}</span>
      </span>
      <button type="button" class="button" onClick={() => signOut().catch(() => {})}>
        {site.signOut}
      </button>
    </>
  );
}
