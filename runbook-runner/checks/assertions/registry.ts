// Every assertion that any fitting kind can make, by its name. A new one is one line here; reference page and help
// derive from it. What one kind alone promises stands with the fields of that kind.
import type { AssertionEntry } from './assertion.ts';
import { bodyAssertion } from './body.ts';
import { contractAssertion } from './contract.ts';
import { headersAssertion } from './headers.ts';
import { latencyAssertion } from './latency.ts';
import { quotaAssertion } from './quota.ts';
import { statusAssertion } from './status.ts';
import { sunsetAssertion } from './sunset.ts';

/** Forgets what an expectation looks like: each was parsed by the schema of its own assertion. */
const entry = <Expectation>(one: AssertionEntry<Expectation>): AssertionEntry =>
  one as unknown as AssertionEntry;

const entries: readonly AssertionEntry[] = [
  entry(statusAssertion),
  entry(headersAssertion),
  entry(bodyAssertion),
  entry(contractAssertion),
  entry(latencyAssertion),
  entry(quotaAssertion),
  entry(sunsetAssertion),
];

export const assertions: ReadonlyMap<string, AssertionEntry> = new Map(entries.map((one) => [one.name, one]));
