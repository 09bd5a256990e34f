// Every assertion that any fitting kind can make, by its name. A new one is one line here; reference page and help
// derive from it. What one kind alone promises stands with the fields of that kind.
import type { z } from 'zod';
import type { AssertionEntry, AssertionWords } from './assertion.ts';
import { bodyAssertion } from './body.ts';
import { BodyExpectation } from './body-schema.ts';
import { contractAssertion } from './contract.ts';
import { ContractExpectation } from './contract-schema.ts';
import { headersAssertion } from './headers.ts';
import { HeadersExpectation } from './headers-schema.ts';
import { latencyAssertion } from './latency.ts';
import { LatencyExpectation } from './latency-schema.ts';
import { quotaAssertion } from './quota.ts';
import { QuotaExpectation } from './quota-schema.ts';
import { statusAssertion } from './status.ts';
import { StatusExpectation } from './status-schema.ts';
import { sunsetAssertion } from './sunset.ts';
import { SunsetExpectation } from './sunset-schema.ts';

/** Forgets what an expectation looks like: each was parsed by the schema of its own assertion. */
const entry = <Expectation>(
  words: AssertionWords<Expectation>,
  schema: z.ZodType<Expectation>,
): AssertionEntry => ({ ...words, schema }) as unknown as AssertionEntry;

const entries: readonly AssertionEntry[] = [
  entry(statusAssertion, StatusExpectation),
  entry(headersAssertion, HeadersExpectation),
  entry(bodyAssertion, BodyExpectation),
  entry(contractAssertion, ContractExpectation),
  entry(latencyAssertion, LatencyExpectation),
  entry(quotaAssertion, QuotaExpectation),
  entry(sunsetAssertion, SunsetExpectation),
];

export const assertions: ReadonlyMap<string, AssertionEntry> = new Map(entries.map((one) => [one.name, one]));
