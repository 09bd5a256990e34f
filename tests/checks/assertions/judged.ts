// What the assertion `contract` says of an answer, in a line for each result.
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';

type Documents = Readonly<Record<string, unknown>>;

/** `outcome code where`, `!` where a reader breaks. */
export async function judged(
  expected: object,
  documents: Documents,
  body: unknown,
  type = 'application/json',
  status = 200,
) {
  const response = {
    status,
    headers: [['content-type', type]] as const,
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
  const contracts = new Map(Object.entries(documents));
  const results = await evaluateContract(ContractExpectation.parse(expected), response, contracts);
  return results.map(({ outcome, code, where, breaking }) =>
    [outcome, code, where, breaking ? '!' : undefined].filter(Boolean).join(' '),
  );
}
