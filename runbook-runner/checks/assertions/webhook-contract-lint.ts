// Finds what is wrong between a check of webhooks and its contract, before anything is waited for.
import type { Finding } from '../kind.ts';
import { bodyAssertion } from './body.ts';
import { brokenParts } from './contract-lint.ts';
import type { DeliveryExpectation } from './delivery-schema.ts';
import { placeOfBody } from './webhook-contract.ts';

/** A contract that is not there, or that cannot be read, is reported by whoever follows names and reads files. */
export function lintWebhook(
  { body, contract }: DeliveryExpectation,
  documents: ReadonlyMap<string, unknown>,
): Finding[] {
  const within = (body ? (bodyAssertion.contradictions?.(body) ?? []) : []).map(
    ({ path, message, hint }): Finding => ({
      ...{ code: 'contradiction', message, hint },
      path: ['expect', 'body', ...path],
    }),
  );
  if (!contract || documents.get(contract.openapi) === undefined) return within;
  const found = placeOfBody(contract, documents);
  if ('place' in found) return [...within, ...brokenParts(found.place, documents)];
  const path = ['expect', 'contract', 'webhook'];
  return [...within, { code: 'unknown-operation', path, message: found.why }];
}
