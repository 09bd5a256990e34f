// Gate 5, second half: what a refused schema answers. The values that were sent are not repeated.
import type { Hook } from '@hono/zod-openapi';
import { PlaybookError } from '../../errors/index.ts';
import type { EdgeEnv } from '../edge.ts';

/** A body of a thousand wrong entries is not answered with a thousand sentences. */
const MOST_ISSUES = 20;

export const schemaRefused: Hook<unknown, EdgeEnv, string, unknown> = (result) => {
  if (result.success) return;
  const issues = result.error.issues
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const more = result.error.issues.length - issues.length;
  const [first] = issues;
  const where = first?.path ? `"${first.path}": ` : '';
  throw new PlaybookError('invalid_request', `${where}${first?.message ?? 'not the declared form'}.`, {
    data: { issues, ...(more > 0 ? { more } : {}) },
  });
};
