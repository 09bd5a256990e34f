// Bruno runs a collection, one file a request; the schema is a test in its sandbox.
import { WORK } from '../support/work.ts';
import { each, FROM_NPM, type Peer, programOf, put } from './peer.ts';

const request = (index: number, url: URL) => `meta {
  name: charge ${index}
  type: http
  seq: ${index}
}

get {
  url: ${url.href}
  body: none
  auth: none
}

assert {
  res.status: eq ${WORK.status}
  res.headers['${WORK.header.name}']: startsWith ${WORK.header.startsWith}
${WORK.values.map(([name, value]) => `  res.body.${name}: eq ${value}`).join('\n')}
  res.responseTime: lt ${WORK.latencyMs}
}

tests {
  test("schema", function () {
    expect(res.getBody()).to.have.jsonSchema(${JSON.stringify(WORK.schema)});
  });
}
`;

export const bruno: Peer = {
  name: 'bruno',
  note: 'one after the other, it has nothing else',
  get: FROM_NPM,
  program: () => programOf('@usebruno/cli', 'bru'),
  prepare(program, job) {
    put(job, 'bruno.json', { version: '1', name: 'work', type: 'collection' });
    each(job, (index) => put(job, `charge-${index}.bru`, request(index, job.url)));
    return { command: [process.execPath, program, 'run'] };
  },
};
