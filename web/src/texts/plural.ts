// Sentences with a number in them.

/** The forms of a sentence; `#` stands for the number. `other` is for those that the language does not tell apart. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Makes the function that writes a number in a language's sentence. */
export function pluralIn(language: string) {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (count: number, forms: Forms): string =>
    (forms[rules.select(count)] ?? forms.other).replace("#", number.format(count));
}
