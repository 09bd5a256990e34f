// Validates answers of the sandbox's servers against the OpenAPI documents that the playbook ships.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Answer } from './world.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

const pointer = (segments: readonly (string | number)[]): string =>
  segments
    .map((one) => `/${encodeURIComponent(String(one).replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');

/** Finds what the document says of an operation's answer, following a reference once. */
function contentPointer(document: OpenApi, operation: string, status: number, type: string): string {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, declared] of Object.entries(methods)) {
      if (declared.operationId !== operation) continue;
      const responses = (declared as { responses: Record<string, { $ref?: string; content?: object }> })
        .responses;
      const response = responses[String(status)];
      if (response === undefined) throw new Error(`${operation} declares no ${status}`);
      const at = response.$ref
        ? response.$ref.slice(1)
        : pointer(['paths', path, method, 'responses', String(status)]);
      return `${at}/content/${encodeURIComponent(type.replaceAll('/', '~1'))}/schema`;
    }
  }
  throw new Error(`No operation ${operation}`);
}

/** `violations(operation, answer)` is empty when the answer keeps the contract. */
export function contract(file: string) {
  const document = parse(readFileSync(`src/content/contracts/${file}`, 'utf8')) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'contract:document', ...document });
  const differences = (at: string, body: unknown): string[] => {
    const validate = ajv.compile({ $ref: `contract:document#${at}` });
    if (validate(body)) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
  return {
    document,
    violations(operation: string, answer: Answer): string[] {
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      return differences(contentPointer(document, operation, answer.status, type), answer.body);
    },
    /** The same of the body of a webhook. */
    hookViolations(webhook: string, body: unknown): string[] {
      const content = ['webhooks', webhook, 'post', 'requestBody', 'content', 'application/json', 'schema'];
      return differences(pointer(content), body);
    },
  };
}
