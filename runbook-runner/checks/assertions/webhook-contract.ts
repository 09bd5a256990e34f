// Holds the body of a webhook to the `webhooks` section of an OpenAPI document (3.1 and later).

import { z } from 'zod';
import { suggest } from '../../errors/index.ts';
import { pointerOf } from '../../ports/json-pointer.ts';
import type { Place } from '../../ports/json-reference.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer } from './assertion.ts';
import { evaluateAt, type OfOperation, prepareAt } from './contract.ts';
import { asOpenApi } from './contract-document.ts';
import { tolerate } from './contract-schema.ts';
import { below, follow, sourceOf } from './contract-source.ts';
import { own, tree } from './json-tree.ts';
import { unknown } from './result.ts';

export const WebhookContract = z
  .strictObject({
    openapi: z.string().describe('OpenAPI document of 3.1 or later, by its path in src/content.'),
    webhook: z.string().min(1).describe('Its name under `webhooks`.'),
    tolerate,
  })
  .describe('The contract that every event must fit.');
export type WebhookContract = z.output<typeof WebhookContract>;

type Documents = ReadonlyMap<string, unknown>;

/** In the words of a contract of answers: what is promised is named by the webhook. */
const promised = ({ openapi, webhook, tolerate }: WebhookContract): OfOperation => ({
  openapi,
  operation: webhook,
  tolerate,
});

/** Where the schema of the body stands, or why there is none. */
export function placeOfBody(
  expected: WebhookContract,
  documents: Documents,
): { readonly place: Place } | { readonly why: string } {
  const made = asOpenApi(documents.get(expected.openapi));
  if (!made.usable) return { why: `${expected.openapi} is no contract to use. ${made.why}` };
  const names = Object.keys(tree(own(made.document, 'webhooks')) ?? {});
  if (!names.includes(expected.webhook)) {
    return {
      why: `The contract has no webhook ${expected.webhook}. ${suggest(expected.webhook, names)}`.trim(),
    };
  }
  const { openapi: file, webhook } = expected;
  const source = sourceOf(file, made.document, documents);
  const item = follow(source, { file, fragment: pointerOf(['webhooks', webhook]) });
  const body = follow(source, below(item.place, 'post', 'requestBody'));
  const media = follow(source, below(body.place, 'content', 'application/json'));
  const has = own(media.value, 'schema') !== undefined;
  return has
    ? { place: below(media.place, 'schema') }
    : { why: `The contract says nothing of the body of ${expected.webhook}.` };
}

/** Compiles the schema before anything arrives. */
export async function prepareWebhook(expected: WebhookContract, documents: Documents): Promise<void> {
  const found = placeOfBody(expected, documents);
  if ('place' in found) await prepareAt(promised(expected), documents, found.place);
}

export async function evaluateWebhook(
  expected: WebhookContract,
  response: Answer['response'],
  documents: Documents,
): Promise<AssertionResult[]> {
  const found = placeOfBody(expected, documents);
  if ('place' in found) return evaluateAt(promised(expected), documents, found.place, response);
  const title = `event fits ${expected.webhook} of the contract`;
  return [unknown({ assertion: 'contract', title, expected: expected.webhook }, found.why)];
}
