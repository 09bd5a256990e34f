// One answer that was recorded is given again; `playbook new fault --from-run` drafts such a fault.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { say, withoutFields } from './shared/answers.ts';

const Field = z
  .tuple([
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'a field name is a token of RFC 9110'),
    z.string().regex(/^[^\r\n\0]*$/, 'a field value has no line break and no NUL'),
  ])
  .describe('Name and value of a header field.');

const Recorded = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'a method is in capitals')
    .describe('Method of the requests that get the answer.'),
  path: z.string().startsWith('/', 'a path starts with /').describe('Their whole path, without a query.'),
  status: z.int().min(200).max(599).describe('Status that was answered.'),
  headers: z.array(Field).default([]).describe('Header fields that were answered.'),
  body: z.string().describe('Body that was answered, redacted.'),
});
type Recorded = z.output<typeof Recorded>;

export const recordedFault: FaultKind<Recorded> = {
  kind: 'recorded',
  title: 'Recorded answer',
  summary: 'Gives requests of one method and path an answer that was recorded; the upstream never sees them.',
  schema: Recorded,
  standing: 'partial_outage',
  example: `title: What "Charges match the agreed contract" met on 2026-11-20
kind: recorded
target: lumenpay
method: GET
path: /v1/charges/ch_demo0001
status: 200
headers: [[content-type, application/json]]
body: '{"id":"ch_demo0001","amount":"1962"}'
expect: The amount of this charge is text.
`,
  describe: ({ method, path, status }) => `\`${method} ${path}\` gets the recorded ${status}.`,
  begin: ({ method, path, status, headers, body }) => ({
    concerns: (asked) => asked.method === method && asked.target.split('?')[0] === path,
    exchange: () => {
      const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/plain';
      return say({ status, type, text: body, headers: withoutFields(headers.flat(), ['content-type']) });
    },
  }),
};
