// What each one says of a certificate that ended and of one from an unknown authority: the exit code is all that a
// pipeline sees. The trusted certificate shows that a refusal is not for another reason.
import { LIMIT_MS } from './peers/bounded-race.ts';
import { BARE, makeField, OURS } from './peers/field.ts';
import type { Figure } from './support/figure.ts';
import { type Presents, startUpstream } from './support/run-upstream.ts';
import { endOf } from './support/timing.ts';

const CASES: readonly Presents[] = ['trusted', 'expired', 'unknown'];

export async function tlsHonesty(): Promise<readonly Figure[]> {
  const codes = new Map<string, Map<Presents, string>>();
  for (const presents of CASES) {
    const upstream = await startUpstream(presents);
    const field = makeField(upstream, { count: 1 });
    try {
      for (const contestant of field.contestants) {
        const of = codes.get(contestant.name) ?? new Map<Presents, string>();
        of.set(presents, String(endOf(contestant, LIMIT_MS).exitCode ?? 'no end'));
        codes.set(contestant.name, of);
      }
    } finally {
      field.close();
      upstream.close();
    }
  }
  return [...codes].map(([name, of]) => {
    const said = CASES.map((one) => `${one} ${of.get(one)}`).join(', ');
    const accepted = CASES.filter((one) => one !== 'trusted' && of.get(one) === '0');
    const value =
      accepted.length === 0 ? `exit: ${said}` : `exit: ${said}  ACCEPTS ${accepted.join(' and ')}`;
    if (name !== OURS && name !== BARE) return { name, value };
    const met = of.get('trusted') === '0' && accepted.length === 0;
    return { name, value, target: { text: '0 for the trusted alone', met } };
  });
}
