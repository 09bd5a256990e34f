// A cache in front no longer looks whether its copy is still right.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { fieldOf, nothing, withoutFields } from './shared/answers.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const StaleEtag = z.strictObject(scopeFields);

export const staleEtagFault: FaultKind<z.output<typeof StaleEtag>> = {
  kind: 'stale-etag',
  title: 'Stale ETag',
  summary:
    'Names the first ETag of each resource for ever, and answers 304 to who asks with it, though the resource changed since.',
  schema: StaleEtag,
  standing: 'operational',
  example: `title: Stockline confirms copies that are no longer right
kind: stale-etag
target: stockline
method: GET
expect: A conditional request gets 304 although the stock changed.
`,
  describe: (options) =>
    `The ETag in answers to ${requests(options)} stays that of the first one, and a copy under it is confirmed with 304.`,
  begin(options) {
    const first = new Map<string, string>();
    return {
      concerns: scoped(options),
      exchange: ({ target, headers }) => {
        const known = first.get(target);
        if (known === undefined || headers['if-none-match'] !== known) return { do: 'pass' };
        return { do: 'answer', answer: { status: 304, headers: ['etag', known], body: nothing() } };
      },
      answer: (answer, { target }) => {
        const own = fieldOf(answer.headers, 'etag');
        if (own === undefined || answer.status !== 200) return answer;
        const headers = withoutFields(answer.headers, ['etag']);
        return { ...answer, headers: [...headers, 'etag', first.getOrInsert(target, own)] };
      },
    };
  },
};
