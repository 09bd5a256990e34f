// The check kind `http`: a read-only request, once or sampled, or a short sequence, and what answers must hold to.
import { ABOUT_ANSWERS, askedOf } from './assertions/answers.ts';
import { contractPath } from './assertions/contract.ts';
import { lintExpectations } from './assertions/lint.ts';
import type { CheckKind, Finding, References } from './kind.ts';
import { slotsOf } from './request/build.ts';
import { slotsExpected } from './request/expected.ts';
import { httpProbing, OF_ONE_REQUEST } from './request/http-probing.ts';
import { HttpCheck, type Sequence } from './request/http-schema.ts';
import { changes, namesIn } from './request/step-use.ts';

function referencesOfSequence({ steps }: Sequence): References {
  const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
  const auth = steps.find(({ request }) => request.auth !== undefined)?.request.auth;
  const contracts = steps.flatMap(({ expect }) => (expect.contract ? [contractPath(expect.contract)] : []));
  return {
    ...(auth === undefined ? {} : { auth }),
    contracts: [...new Set(contracts)],
    parameters: [...new Set(steps.flatMap(namesIn))].filter((slot) => !captured.has(slot)),
  };
}

const assertionsOfSequence = ({ steps, expect }: Sequence): string[] => [
  ...new Set([
    ...['reachable', 'capture', 'cleanup'],
    ...([expect, ...steps.map((step) => step.expect)].some((one) => one?.latency) ? ['latency'] : []),
    ...steps.flatMap(({ expect }) => askedOf(expect, ABOUT_ANSWERS).map(({ assertion }) => assertion.name)),
  ]),
];

function lintSequence({ steps }: Sequence, contracts: ReadonlyMap<string, unknown>): Finding[] {
  return steps.flatMap((step, index) =>
    lintExpectations(askedOf(step.expect, ABOUT_ANSWERS), step, contracts).map((finding) =>
      finding.contract === undefined ? { ...finding, path: ['steps', index, ...finding.path] } : finding,
    ),
  );
}

const SEQUENCE = `title: A charge can be made, read and refunded
integration: lumenpay
kind: http
parameters: { amount: { type: integer, min: 1, max: 500, default: 125 } }
steps:
  - name: create
    request:
      { method: POST, path: /v1/charges, auth: lumenpay-write, body: { amount: '{amount}', currency: EUR } }
    expect: { status: 201 }
    capture: { charge: { path: $.id } }
  - name: read
    request: { path: '/v1/charges/{charge}', auth: lumenpay-write }
    expect: { status: 200, body: [{ path: $.status, equals: succeeded }] }
  - name: refund
    request: { method: POST, path: '/v1/charges/{charge}/refund', auth: lumenpay-write }
    expect: { status: 200 }
    cleanup: true
cost: 4
`;

export const httpCheck: CheckKind<HttpCheck> = {
  kind: 'http',
  title: 'HTTP request',
  summary:
    'Sends a read-only request, once or sampled, or two to eight requests as a sequence, and holds the answers to the assertions under `expect`. A sequence may change something where the environment has `allowsChanges`, and removes it again.',
  schema: HttpCheck,
  example: `title: Charges match the agreed contract
integration: lumenpay
kind: http
request: { method: GET, path: '/v1/charges/{charge}', auth: lumenpay-oauth }
parameters: { charge: { type: string, pattern: 'ch_[a-z0-9]{8,}', default: ch_demo0001 } }
expect:
  status: 200
  headers: { content-type: { matches: '^application/json' } }
  body: [{ path: $.status, equals: succeeded }]
  contract: { openapi: contracts/lumenpay.openapi.yaml, operation: getCharge }
  latency: { p95: 400ms, samples: 20 }
cost: 20
`,
  furtherExamples: [SEQUENCE],
  references(definition) {
    if ('steps' in definition) return referencesOfSequence(definition);
    const { request, expect } = definition;
    return {
      ...(request.auth === undefined ? {} : { auth: request.auth }),
      contracts: expect.contract ? [contractPath(expect.contract)] : [],
      parameters: [...new Set([...slotsOf(request), ...slotsExpected(expect)])],
    };
  },
  assertions(definition) {
    if ('steps' in definition) return assertionsOfSequence(definition);
    return [
      'reachable',
      ...askedOf(definition.expect, OF_ONE_REQUEST).map(({ assertion }) => assertion.name),
    ];
  },
  lint(definition, contracts) {
    if ('steps' in definition) return lintSequence(definition, contracts);
    return lintExpectations(askedOf(definition.expect, OF_ONE_REQUEST), definition, contracts);
  },
  requests: (definition) =>
    'steps' in definition ? definition.steps.length : (definition.expect.latency?.samples ?? 1),
  changes: (definition) => 'steps' in definition && definition.steps.some(changes),
  ...httpProbing,
};
