// Finds what is wrong between a check and its contract before anything is sent: no such file, operation, answer, place.
import { suggest } from '../../errors/index.ts';
import { namesOf } from '../../ports/json-pointer.ts';
import { placeOf } from '../../ports/json-reference.ts';
import type { Finding } from '../kind.ts';
import { contractPath } from './contract.ts';
import { asJsonSchema, asOpenApi } from './contract-document.ts';
import { type Documents, leadsSomewhere, type Reference, referencesFrom } from './contract-references.ts';
import type { ContractExpectation } from './contract-schema.ts';
import type { HeadersExpectation } from './headers-schema.ts';
import { valueAt } from './json-tree.ts';
import { declaredAnswers, mediaKey, operationIds, operationPlaces, statusKey } from './openapi.ts';
import type { StatusExpectation } from './status-schema.ts';

interface Expected {
  readonly status: StatusExpectation;
  readonly headers: HeadersExpectation;
  readonly contract?: ContractExpectation | undefined;
}

type OfOperation = Extract<ContractExpectation, { openapi: string }>;

const AT = ['expect', 'contract'];

function unusable(contract: ContractExpectation, why: string): Finding {
  const key = 'openapi' in contract ? 'openapi' : 'schema';
  const hint = 'A contract is an OpenAPI document (3.0, 3.1, 3.2) or a JSON Schema (2020-12).';
  const message = `"${contractPath(contract)}" is no contract to use. ${why}`;
  return { code: 'unusable-contract', path: [...AT, key], message, hint };
}

function unresolved({ file, keys, ref, place }: Reference): Finding {
  const message = `The reference "${ref}" leads nowhere.`;
  const hint = place
    ? undefined
    : 'A contract refers to files in src/content alone; bundle it into one file.';
  return { code: 'unresolved-reference', contract: file, path: keys, message, hint };
}

export const brokenReferences = (file: string, pointer: string, documents: Documents): Finding[] =>
  referencesFrom(file, pointer, documents)
    .filter(({ place }) => !place || !leadsSomewhere(place, documents))
    .map(unresolved);

/** Answers of the operation that no reference is followed to, so that nothing of them would be checked. */
const lostAnswers = (contract: OfOperation, document: object, documents: Documents): Finding[] =>
  (declaredAnswers(document, contract.operation) ?? []).flatMap(({ pointer, lost }) => {
    const place = lost === undefined ? undefined : placeOf(lost, contract.openapi);
    // One that leads nowhere at all is found with the references.
    if (!place || !leadsSomewhere(place, documents)) return [];
    return {
      code: 'unresolved-reference',
      contract: contract.openapi,
      path: [...namesOf(pointer), '$ref'],
      message: `The reference "${lost}" leads to no answer in the same file.`,
      hint: 'Schemas alone may stand in another file; bundle the answers into this one.',
    };
  });

const undeclared = (path: Finding['path'], message: string, hint: string): Finding => ({
  code: 'undeclared-answer',
  path,
  message,
  hint,
});

/** Expected statuses that the operation does not declare; of a class, one is enough. */
function undeclaredStatus(status: StatusExpectation, declared: readonly string[]): (string | number)[] {
  const fits = (code: string | number) =>
    typeof code === 'number'
      ? statusKey(declared, code) !== undefined
      : declared.some((key) => key === 'default' || key[0] === code[0]);
  return [status].flat().filter((code) => !fits(code));
}

function lintAnswers(expected: Expected, contract: OfOperation, document: object): Finding[] {
  const answers = declaredAnswers(document, contract.operation) ?? [];
  const declared = answers.map(({ status }) => status);
  const missing = undeclaredStatus(expected.status, declared);
  if (missing.length > 0) {
    const message = `${contract.operation} of the contract declares no answer of ${missing.join(' or ')}.`;
    return [undeclared(['expect', 'status'], message, `It declares ${declared.join(', ') || 'none'}.`)];
  }
  const { 'content-type': header } = expected.headers;
  const [status] = [expected.status].flat();
  const key = typeof status === 'number' ? statusKey(declared, status) : undefined;
  const types = answers.find((one) => one.status === key)?.types ?? [];
  if (!header || !('equals' in header) || types.length === 0) return [];
  if (mediaKey(types, header.equals) !== undefined) return [];
  const message = `${contract.operation} of the contract declares no answer of ${header.equals}.`;
  const path = ['expect', 'headers', 'content-type', 'equals'];
  return [undeclared(path, message, `It declares ${types.join(', ')}.`)];
}

function lintOperation(expected: Expected, contract: OfOperation, documents: Documents): Finding[] {
  const usable = asOpenApi(documents.get(contract.openapi));
  if (!usable.usable) return [unusable(contract, usable.why)];
  const ids = operationIds(usable.document);
  if (!ids.includes(contract.operation)) {
    const message = `The contract has no operation "${contract.operation}".`;
    const hint = suggest(contract.operation, ids);
    return [{ code: 'unknown-operation', path: [...AT, 'operation'], message, hint }];
  }
  const pointers = operationPlaces(usable.document, contract.operation);
  return [
    ...lintAnswers(expected, contract, usable.document),
    ...lostAnswers(contract, usable.document, documents),
    ...pointers.flatMap((pointer) => brokenReferences(contract.openapi, pointer, documents)),
  ];
}

/** `documents` are the contracts of the playbook; one that is not there is reported by whoever follows names. */
export function lintContract(expected: Expected, documents: Documents): Finding[] {
  const { contract } = expected;
  if (!contract || !documents.has(contractPath(contract))) return [];
  if ('openapi' in contract) return lintOperation(expected, contract, documents);
  const usable = asJsonSchema(documents.get(contract.schema));
  if (!usable.usable) return [unusable(contract, usable.why)];
  if (valueAt(usable.document, contract.at) === undefined) {
    const message = `Nothing stands at "${contract.at}" in "${contract.schema}".`;
    return [{ code: 'unresolved-reference', path: [...AT, 'at'], message }];
  }
  return brokenReferences(contract.schema, contract.at, documents);
}
