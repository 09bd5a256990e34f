// Hurl runs files, one a check here. It has no JSON Schema: its own predicates say the same, field by field.
import { existsSync } from 'node:fs';
import { WORK } from '../support/work.ts';
import { each, type Peer, put } from './peer.ts';

const { id, currency } = WORK.schema.properties;
const asserts = [
  `header "${WORK.header.name}" startsWith "${WORK.header.startsWith}"`,
  ...WORK.values.map(([name, value]) => `jsonpath "$.${name}" == "${value}"`),
  `jsonpath "$.id" matches /${id.pattern}/`,
  'jsonpath "$.amount" isInteger',
  `jsonpath "$.currency" matches /^.{${currency.minLength},${currency.maxLength}}$/`,
  'jsonpath "$.created" isIsoDate',
  'jsonpath "$.metadata" isObject',
  `duration < ${WORK.latencyMs}`,
].join('\n');

export const hurl: Peer = {
  name: 'hurl',
  note: '--jobs as many as connections; no JSON Schema, predicates by hand',
  get: 'HURL=<its program>',
  program: () => (existsSync(process.env.HURL ?? '') ? process.env.HURL : undefined),
  prepare(program, job) {
    const files = each(job, (index) => `charge-${index}.hurl`);
    for (const file of files)
      put(job, file, `GET ${job.url.href}\nHTTP ${WORK.status}\n[Asserts]\n${asserts}\n`);
    const trust = job.caFile === undefined ? [] : ['--cacert', job.caFile];
    return {
      command: [program, '--test', '--no-color', '--jobs', String(job.connections), ...trust, ...files],
    };
  },
};
