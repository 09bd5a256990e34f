// The check kind `vendor-status`: what the vendor's status page says of the components that we depend on.
import { z } from 'zod';
import type { KindOutcome } from '../ports/result.ts';
import { slotsIn } from './assertions/slots.ts';
import {
  describeStatusPage,
  evaluateStatusPage,
  readStatusPage,
  StatusPageExpectation,
  vendorOf,
} from './assertions/status-page.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { documentReader, jsonOf, told, unreadable } from './request/document.ts';
import { requestFields } from './request/fields.ts';

const VendorStatusCheck = z.strictObject({
  path: requestFields.path
    .default('/api/v2/summary.json')
    .describe('Path of the Statuspage document; status.json has no components.'),
  components: z
    .array(z.string())
    .default([])
    .describe('Components that we depend on, as the vendor writes them; the page as a whole when empty.'),
  expect: StatusPageExpectation.prefault({}),
});
type VendorStatusCheck = z.output<typeof VendorStatusCheck>;

const NAME = 'The status page';

async function look(input: CheckInput<VendorStatusCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { path, components, expect } = input.definition;
  const fetched = await documentReader(input, ports)({ name: NAME, path, accept: 'application/json' });
  if (!fetched.ok) return fetched.outcome;
  const json = jsonOf(NAME, fetched);
  if (!json.ok) return json.outcome;
  const read = readStatusPage(json.value);
  if ('fault' in read) return unreadable(NAME, read.fault, fetched.seen);
  const assertions = [fetched.read, ...evaluateStatusPage(expect, components, read.page)];
  return { assertions, ...fetched.seen, vendor: vendorOf(read.page, components) };
}

export const vendorStatusCheck: CheckKind<VendorStatusCheck> = {
  kind: 'vendor-status',
  title: "Vendor's status page",
  summary: "Reads the vendor's status page and says whether it is us or them.",
  schema: VendorStatusCheck,
  example: `title: Lumenpay reports no trouble with what we use
integration: lumenpay
origin: status
kind: vendor-status
components: [API, Tokens]
expect: { atWorst: operational }
`,
  references: ({ path }) => ({ contracts: [], parameters: slotsIn(path) }),
  assertions: () => ['document', 'component'],
  describe: ({ path, components, expect }) => ({
    asks: `\`${path}\` of the status page`,
    promises: describeStatusPage(expect, components),
  }),
  run: async (input, ports) => told(input, await look(input, ports)),
};
