// Redocly's respect runs an Arazzo workflow over an OpenAPI document, which holds the schema.
import { WORK } from '../support/work.ts';
import { each, FROM_NPM, type Job, type Peer, programOf, put } from './peer.ts';

const operation = ({ url }: Job) => ({
  operationId: 'getCharge',
  summary: 'One charge',
  parameters: [...url.searchParams.keys()].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
  responses: {
    [WORK.status]: {
      description: 'The charge',
      content: { [WORK.header.startsWith]: { schema: WORK.schema } },
    },
  },
});

const step = (index: number, { url }: Job) => ({
  stepId: `charge-${index}`,
  operationId: 'getCharge',
  parameters: [...url.searchParams].map(([name, value]) => ({ name, in: 'query', value })),
  successCriteria: [
    { condition: `$statusCode == ${WORK.status}` },
    { condition: `$response.header.${WORK.header.name} == '${WORK.header.startsWith}'` },
    ...WORK.values.map(([name, value]) => ({ condition: `$response.body#/${name} == '${value}'` })),
  ],
});

export const redocly: Peer = {
  name: 'redocly respect',
  note: 'one after the other, it has nothing else; Arazzo knows no latency',
  get: FROM_NPM,
  program: () => programOf('@redocly/cli', 'redocly'),
  prepare(program, job) {
    put(job, 'openapi.json', {
      openapi: '3.1.0',
      info: { title: 'Work', version: '1' },
      servers: [{ url: job.url.origin }],
      paths: { [job.url.pathname]: { get: operation(job) } },
    });
    put(job, 'work.arazzo.json', {
      arazzo: '1.0.1',
      info: { title: 'Work', version: '1' },
      sourceDescriptions: [{ name: 'charges', type: 'openapi', url: 'openapi.json' }],
      workflows: [{ workflowId: 'work', steps: each(job, (index) => step(index, job)) }],
    });
    return {
      command: [process.execPath, program, 'respect', 'work.arazzo.json'],
      env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    };
  },
};
