// Everything that one HTTP answer can be held to: the fields for a kind's `expect`.
import { BodyExpectation } from './body-schema.ts';
import { ContractExpectation } from './contract-schema.ts';
import { HeadersExpectation } from './headers-schema.ts';
import { QuotaExpectation } from './quota-schema.ts';
import { StatusExpectation } from './status-schema.ts';
import { SunsetExpectation } from './sunset-schema.ts';

/** Fields of `expect`, each under the name of its assertion. */
export const answerExpectations = {
  status: StatusExpectation.default('2xx'),
  headers: HeadersExpectation.default({}),
  body: BodyExpectation.optional(),
  contract: ContractExpectation.optional(),
  quota: QuotaExpectation.optional(),
  sunset: SunsetExpectation.optional(),
};
