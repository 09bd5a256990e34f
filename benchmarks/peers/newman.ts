// Newman runs a Postman collection; every promise is a test in a script of its sandbox.
import { WORK } from '../support/work.ts';
import { each, FROM_NPM, type Peer, programOf, put } from './peer.ts';

const script = [
  `pm.test('status', () => pm.response.to.have.status(${WORK.status}));`,
  `pm.test('header', () => pm.expect(pm.response.headers.get('${WORK.header.name}').startsWith('${WORK.header.startsWith}')).to.be.true);`,
  ...WORK.values.map(
    ([name, value]) =>
      `pm.test('${name}', () => pm.expect(pm.response.json().${name}).to.equal('${value}'));`,
  ),
  `pm.test('schema', () => pm.response.to.have.jsonSchema(${JSON.stringify(WORK.schema)}));`,
  `pm.test('latency', () => pm.expect(pm.response.responseTime).to.be.below(${WORK.latencyMs}));`,
];

export const newman: Peer = {
  name: 'newman',
  note: 'one after the other, it has nothing else',
  get: FROM_NPM,
  program: () => programOf('newman', 'newman'),
  prepare(program, job) {
    put(job, 'collection.json', {
      info: { name: 'work', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: each(job, (index) => ({
        name: `charge ${index}`,
        request: { method: 'GET', url: job.url.href },
        event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }],
      })),
    });
    return { command: [process.execPath, program, 'run', 'collection.json', '--color', 'off'] };
  },
};
