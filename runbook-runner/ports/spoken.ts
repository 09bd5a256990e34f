// Durations and shares as people say them: on pages, and where a kind says what a check promises.
const UNITS: Readonly<Record<string, string>> = {
  ms: 'ms',
  s: 's',
  m: 'min',
  h: 'h',
  d: 'days',
  D: 'days',
  W: 'weeks',
};

/** `15m` as `15 min`, `P90D` as `90 days`; the text itself when it has another form. */
export function spoken({ text }: { readonly text: string }): string {
  const [, amount, unit = ''] = /^P?(\d+(?:\.\d+)?)(ms|[smhdDW])$/.exec(text) ?? [];
  return amount === undefined ? text : `${amount} ${UNITS[unit]}`;
}

/** A share from 0 to 1 as `5 %`, to a tenth. */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
