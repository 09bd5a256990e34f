// The check kind `drift`: the vendor's published OpenAPI document now, against the one that is pinned.
import { z } from 'zod';
import type { KindOutcome } from '../ports/result.ts';
import { bundled } from './assertions/contract-bundle.ts';
import { DriftExpectation, describeDrift, evaluateDrift } from './assertions/contract-drift.ts';
import { jsonBody } from './assertions/json-body.ts';
import { slotsIn } from './assertions/slots.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { documentReader, told, unreadable } from './request/document.ts';
import { requestFields } from './request/fields.ts';

const DriftCheck = z.strictObject({
  path: requestFields.path.describe('Where the vendor publishes the document: /openapi.yaml.'),
  auth: requestFields.auth,
  contract: z
    .string()
    .describe('The pinned OpenAPI document, by its path in src/content; with the files that it refers to.'),
  expect: DriftExpectation.prefault({}),
});
type DriftCheck = z.output<typeof DriftCheck>;

const NAME = 'The published contract';
const MAX_BYTES = 8 * 1_048_576;

/** Keys at the top of a YAML document, which may stand in quotes. */
const VERSION = /^(['"]?)openapi\1\s*:\s*['"]?3\./m;
const PATHS = /^(['"]?)paths\1\s*:/m;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Why a document is no OpenAPI 3 document; undefined when it looks like one. An error page in JSON must not be taken
 * for a contract from which everything was removed.
 */
function notOpenApi(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return 'It is not valid UTF-8.';
  }
  const why = 'It is no OpenAPI 3 document: `openapi` and `paths` are looked for at its top.';
  if (!text.trimStart().startsWith('{')) return VERSION.test(text) && PATHS.test(text) ? undefined : why;
  const json = jsonBody(bytes);
  if (!json.ok) return json.detail;
  const { openapi, paths } = Object(json.value) as { openapi?: unknown; paths?: unknown };
  return typeof openapi === 'string' &&
    openapi.startsWith('3.') &&
    typeof paths === 'object' &&
    paths !== null
    ? undefined
    : why;
}

async function look(input: CheckInput<DriftCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { path, auth, contract, expect } = input.definition;
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  const accept = 'application/vnd.oai.openapi, application/yaml, application/json;q=0.9, */*;q=0.1';
  const fetched = await documentReader(
    input,
    ports,
  )({ name: NAME, path, auth, accept, maxBodyBytes: MAX_BYTES });
  if (!fetched.ok) return fetched.outcome;
  const { seen, read, response } = fetched;
  const fault = notOpenApi(response.body);
  if (fault !== undefined) return unreadable(NAME, fault, seen);
  const compared = await ports.contractDiff.compare({
    pinned: bundled(contract, input.contracts),
    published: response.body,
    signal: input.signal,
    deadlineMs: Math.max(1, end - ports.clock.monotonicMs()),
  });
  if (!compared.ok) {
    const { detail, hint } = compared;
    return unreadable(NAME, hint === undefined ? detail : `${detail} ${hint}`, seen);
  }
  const { assertions, drift } = evaluateDrift(expect, compared.changes, ports.clock.now());
  return { assertions: [read, ...assertions], ...seen, drift };
}

export const driftCheck: CheckKind<DriftCheck> = {
  kind: 'drift',
  title: 'Drift of the published contract',
  summary: "Compares the vendor's published OpenAPI document with the pinned one and classes every change.",
  schema: DriftCheck,
  example: `title: Lumenpay publishes the contract that we agreed on
integration: lumenpay
origin: docs
kind: drift
path: /openapi.yaml
contract: contracts/lumenpay.openapi.yaml
expect:
  breaking: none
  tolerated:
    - id: response-property-enum-value-added
      path: /v1/charges
      until: '2027-01-31'
      reason: order-sync takes an unknown status for pending.
`,
  references: ({ path, auth, contract }) => ({
    ...(auth === undefined ? {} : { auth }),
    contracts: [contract],
    parameters: slotsIn(path),
  }),
  assertions: () => ['document', 'drift'],
  describe: ({ path, contract, expect }) => ({
    asks: `\`${path}\` beside the pinned \`${contract}\``,
    promises: describeDrift(expect),
  }),
  run: async (input, ports) => told(input, await look(input, ports)),
};
