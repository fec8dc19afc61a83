// What the pages say, in the language of whoever looks.

import { remember, remembered } from "../lib/remembered";
import { Store, useStore } from "../lib/store";
import { en } from "./en";
import { vi } from "./vi";

/** Every text; a language that lacks one does not compile. */
export type Texts = typeof en;
export type Language = "en" | "vi";

const TEXTS: Record<Language, Texts> = { en, vi };
/** Each language in its own words. */
export const LANGUAGES: Record<Language, string> = { en: "English", vi: "Tiếng Việt" };

const isLanguage = (word: string | null | undefined): word is Language => word === "en" || word === "vi";

function preferred(): Language {
  const chosen = remembered("language");
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

/** The language of the page. */
export const language = new Store<Language>(preferred());

const tell = (code: Language) => {
  document.documentElement.lang = code;
};
tell(language.value);
language.follow(tell);

/** Changes the language and keeps it. */
export function choose(code: Language): void {
  remember("language", code);
  language.value = code;
}

/** The texts at this moment; components take `useTexts`. */
export const texts = (): Texts => TEXTS[language.value];

/** A hook for texts that stand in each language; the component is rendered again when the language changes. */
export const textsIn =
  <T>(all: Record<Language, T>): (() => T) =>
  () =>
    all[useStore(language)];

/** The texts that every page has; what only some pages say is in catalogues of its own, beside this one. */
export const useTexts = textsIn<Texts>(TEXTS);
