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

const PER_DAY = [
  ['day', 1, 10],
  ['hour', 24, 10],
  ['minute', 1_440, 1],
] as const;

/** Days rounded down, in the largest unit of which there is a whole one: `3.2 days`, `5.5 hours`, `-12 minutes`. */
export function lifetime(days: number): {
  readonly amount: number;
  readonly unit: 'day' | 'hour' | 'minute';
} {
  const [unit, perDay, parts] = PER_DAY.find(([, count]) => Math.abs(days) * count >= 1) ?? PER_DAY[2];
  return { amount: Math.floor(days * perDay * parts) / parts, unit };
}

/** What a certificate has left: `3.2 days left`. */
export function leftWords(days: number): string {
  const { amount, unit } = lifetime(days);
  return `${counted(amount, unit)} left`;
}
