// Every page is the first one.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const PaginationLoop = z.strictObject({
  parameter: z.string().min(1).describe('Query parameter that carries the cursor, and is ignored.'),
  ...scopeFields,
});

/** A target without one parameter of its query. */
function without(target: string, parameter: string): string {
  const [path = '/', query] = target.split('?', 2);
  if (query === undefined) return target;
  const kept = query
    .split('&')
    .filter((pair) => decodeURIComponent(pair.split('=', 1)[0] ?? '') !== parameter);
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

export const paginationLoopFault: FaultKind<z.output<typeof PaginationLoop>> = {
  kind: 'pagination-loop',
  title: 'Pagination loop',
  summary:
    'Drops the cursor from requests, so that the first page comes again and again, and more is always promised.',
  schema: PaginationLoop,
  standing: 'operational',
  example: `title: Lumenpay's list of charges begins anew on every page
kind: pagination-loop
target: lumenpay
path: /v1/charges
parameter: starting_after
expect: Who follows the list to its end never gets there.
`,
  describe: ({ parameter, ...scope }) =>
    `\`${parameter}\` is ignored in ${requests(scope)}: every page is the first.`,
  begin: (options) => ({
    concerns: scoped(options),
    exchange: ({ target }) => ({ do: 'pass', target: without(target, options.parameter) }),
  }),
};
