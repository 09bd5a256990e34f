// Durations, shares and numbers of things as people say them: on pages, and where a kind says what a check promises.
const UNITS: Readonly<Record<string, string>> = { ms: 'ms', s: 's', m: 'min', h: 'h' };
const WORDS: Readonly<Record<string, string>> = { d: 'day', D: 'day', W: 'week' };

/** `1 check`, `2 checks`; `many` for a word that takes no s. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `15m` as `15 min`, `P90D` as `90 days`; the text itself when it has another form. */
export function spoken({ text }: { readonly text: string }): string {
  const [, amount, unit = ''] = /^P?(\d+(?:\.\d+)?)(ms|[smhdDW])$/.exec(text) ?? [];
  if (amount === undefined) return text;
  const word = WORDS[unit];
  return word === undefined ? `${amount} ${UNITS[unit]}` : counted(Number(amount), word);
}

/** A share from 0 to 1 as `5 %`, to a tenth. */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
