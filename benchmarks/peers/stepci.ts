// Step CI runs a workflow in YAML, of which JSON is a part; one test a check.
import { WORK } from '../support/work.ts';
import { each, FROM_NPM, type Job, type Peer, programOf, put } from './peer.ts';

const check = {
  status: WORK.status,
  headers: { [WORK.header.name]: WORK.header.startsWith },
  jsonpath: Object.fromEntries(WORK.values.map(([name, value]) => [`$.${name}`, value])),
  schema: WORK.schema,
  performance: { total: [{ lt: WORK.latencyMs }] },
};

function workflow(program: string, job: Job): string[] {
  const http = { url: job.url.href, method: 'GET', check };
  const tests = each(job, (index) => [`charge-${index}`, { steps: [{ name: 'read', http }] }]);
  put(job, 'workflow.yml', { version: '1.1', name: 'work', tests: Object.fromEntries(tests) });
  return [process.execPath, program, 'run', 'workflow.yml'];
}

const env = { STEPCI_DISABLE_ANALYTICS: '1' };
const found = { get: FROM_NPM, program: () => programOf('stepci', 'stepci') };

export const stepci: Peer = {
  ...found,
  name: 'stepci',
  note: '--concurrency as many as connections',
  prepare: (program, job) => ({
    command: [...workflow(program, job), '--concurrency', String(job.connections)],
    env,
  }),
};

export const stepciAsIs: Peer = {
  ...found,
  name: 'stepci by default',
  note: 'as it comes, without --concurrency',
  prepare: (program, job) => ({ command: workflow(program, job), env }),
};
