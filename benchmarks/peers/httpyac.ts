// httpYac runs a file of requests; its assertions are lines, and the schema is a script with the ajv beside it.
import { WORK } from '../support/work.ts';
import { each, FROM_NPM, libraryBeside, type Peer, programOf, put } from './peer.ts';

export const httpyac: Peer = {
  name: 'httpyac',
  note: '--parallel as many as connections; schema by a script with ajv',
  get: FROM_NPM,
  program: () => programOf('httpyac', 'httpyac'),
  prepare(program, job) {
    const ajv = JSON.stringify(libraryBeside(program, 'ajv'));
    const formats = JSON.stringify(libraryBeside(program, 'ajv-formats'));
    put(
      job,
      'valid.cjs',
      `const ajv = new (require(${ajv}).default)({ strict: false });
require(${formats}).default(ajv);
module.exports = ajv.compile(${JSON.stringify(WORK.schema)});
`,
    );
    const asserts = [
      `?? status == ${WORK.status}`,
      `?? header ${WORK.header.name} startsWith ${WORK.header.startsWith}`,
      ...WORK.values.map(([name, value]) => `?? js response.parsedBody.${name} == ${value}`),
      "?? js require('./valid.cjs')(response.parsedBody) == true",
      `?? duration < ${WORK.latencyMs}`,
    ].join('\n');
    put(
      job,
      'work.http',
      each(
        job,
        (index) => `### charge ${index}\n# @name charge${index}\nGET ${job.url.href}\n\n${asserts}\n`,
      ).join('\n'),
    );
    const many = ['--parallel', String(job.connections)];
    return {
      command: [
        process.execPath,
        program,
        'send',
        'work.http',
        '--all',
        ...many,
        '--output',
        'none',
        '--no-color',
      ],
    };
  },
};
