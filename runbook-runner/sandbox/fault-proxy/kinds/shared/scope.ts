// Which exchanges a fault concerns: fields that kinds share, and how a request is held against them.
import { z } from 'zod';
import type { Asked } from '../kind.ts';
import { seededRandom } from './random.ts';

export const percent = z.number().gt(0).max(100);

/** Fields of every kind that disturbs exchanges. A request is concerned when it fits all that are given. */
export const scopeFields = {
  path: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Only requests whose path starts so; all when left out.'),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .optional()
    .describe('Only requests with this method.'),
  header: z
    .strictObject({
      name: z.string().min(1).describe('Name of the field, in any case.'),
      equals: z.string().describe('Its whole value.'),
    })
    .optional()
    .describe('Only requests with this field, such as those of one region.'),
  host: z.string().min(1).optional().describe('Only requests for this host, without its port.'),
  percent: percent.optional().describe('Only this share of them, drawn by the seed.'),
  seed: z.int().min(0).default(1).describe('The same seed draws the same requests, in order of arrival.'),
};
const Scope = z.strictObject(scopeFields);
export type Scope = z.output<typeof Scope>;

const pathOf = (target: string): string => target.replace(/[?#].*$/, '');

function fits({ path, method, header, host }: Scope, asked: Asked): boolean {
  if (path !== undefined && !pathOf(asked.target).startsWith(path)) return false;
  if (method !== undefined && asked.method !== method) return false;
  if (host !== undefined && asked.headers.host?.replace(/:\d+$/, '') !== host) return false;
  return header === undefined || asked.headers[header.name.toLowerCase()] === header.equals;
}

/** Whether a request is concerned; only requests that fit the rest are counted against the share. */
export function scoped(scope: Scope): (asked: Asked) => boolean {
  const draw = seededRandom(scope.seed);
  return (asked) => fits(scope, asked) && (scope.percent === undefined || draw() * 100 < scope.percent);
}

/** The subject of a sentence: `12 % of GET requests under /v1`. */
export function requests({ path, method, header, host, percent: share }: Scope): string {
  const parts = [
    share === undefined ? '' : `${share} % of `,
    method === undefined ? 'requests' : `${method} requests`,
    path === undefined ? '' : ` under \`${path}\``,
    header === undefined ? '' : ` with \`${header.name}: ${header.equals}\``,
    host === undefined ? '' : ` for \`${host}\``,
  ];
  return parts.join('');
}
