// Finds what is wrong between a check and its contract before anything is sent: no such file, operation, answer, place.
import { suggest } from '../../errors/index.ts';
import { namesOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import type { Finding } from '../kind.ts';
import { contractPath } from './contract.ts';
import { asAny, asJsonSchema, asOpenApi } from './contract-document.ts';
import {
  circlesFrom,
  type Documents,
  expressionsFrom,
  type LostMapping,
  leadsSomewhere,
  lostMappingsFrom,
  type Reference,
  referencesFrom,
} from './contract-references.ts';
import type { ContractExpectation } from './contract-schema.ts';
import { type Followed, type Source, sourceOf } from './contract-source.ts';
import type { HeadersExpectation } from './headers-schema.ts';
import { valueAt } from './json-tree.ts';
import { mediaKey } from './media-types.ts';
import { declaredAnswers, lostPaths, operationIds, operationPlaces, statusKey } from './openapi.ts';
import { patternFault } from './pattern.ts';
import { preview } from './result.ts';
import { type Misuse, misusesFrom } from './schema-keywords.ts';
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

/** A file that is there and that no contract can refer to. */
function unreadable({ file, keys, ref, place }: Reference, documents: Documents): Finding[] {
  const made = place && asAny(documents.get(place.file));
  if (!made || made.usable) return [];
  const message = `The reference "${ref}" leads into a file that cannot be used. ${made.why}`;
  return [{ code: 'unusable-contract', contract: file, path: keys, message }];
}

const circular = ({ file, keys, ref }: Reference): Finding => ({
  code: 'unresolved-reference',
  contract: file,
  path: keys,
  message: `The reference "${ref}" leads round in a circle.`,
  hint: 'A schema may refer to itself below `properties` or `items`, where the value ends.',
});

const lostMapping = ({ file, keys, to, names }: LostMapping): Finding => ({
  code: 'unresolved-reference',
  contract: file,
  path: keys,
  message: `The discriminator maps to "${to}", which is no schema.`,
  hint: suggest(to.split('/').at(-1) ?? to, names),
});

const misused = ({ file, keys, keyword, value, takes }: Misuse): Finding => ({
  code: 'unusable-contract',
  contract: file,
  path: keys,
  message: `"${keyword}" takes ${takes}, and not ${preview(value)}.`,
});

/** Expressions that no answer can be held to: they are matched in linear time, whatever an upstream sends. */
const unfitExpressions = ({ file, fragment }: Place, documents: Documents): Finding[] =>
  expressionsFrom(file, fragment, documents).flatMap(({ file, keys, source }) => {
    const fault = patternFault(source);
    if (fault === undefined) return [];
    const message = `"${source}" is not an RE2 expression: ${fault}.`;
    const hint =
      'Look-around and back-references take no linear time: say it by two expressions, or take it out here.';
    return [{ code: 'invalid-pattern', contract: file, path: keys, message, hint }];
  });

export const brokenParts = ({ file, fragment }: Place, documents: Documents): Finding[] => [
  ...referencesFrom(file, fragment, documents).flatMap((one) =>
    one.place && leadsSomewhere(one.place, documents) ? unreadable(one, documents) : [unresolved(one)],
  ),
  ...circlesFrom(file, fragment, documents).map(circular),
  ...lostMappingsFrom(file, fragment, documents).map(lostMapping),
  ...misusesFrom(file, fragment, documents).map(misused),
  ...unfitExpressions({ file, fragment }, documents),
];

/** What is declared by a reference that leads to something else than that. */
const lostFinding = ({ place, lost }: Omit<Followed, 'value'>, what: string): Finding => ({
  code: 'unresolved-reference',
  contract: place.file,
  path: [...namesOf(place.fragment), '$ref'],
  message: `The reference "${lost}" leads to no ${what}.`,
});

/** Answers of the operation that no reference is followed to, so that nothing of them would be checked. */
const lostAnswers = (contract: OfOperation, source: Source, documents: Documents): Finding[] =>
  (declaredAnswers(source, contract.operation) ?? []).flatMap((answer) => {
    const leads = answer.lost === undefined ? undefined : placeOf(answer.lost, answer.place.file);
    // One that leads nowhere at all, or into what cannot be read, is found with the references.
    if (!leads || !leadsSomewhere(leads, documents) || !asAny(documents.get(leads.file)).usable) return [];
    return [lostFinding(answer, 'answer')];
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

function lintAnswers(expected: Expected, contract: OfOperation, source: Source): Finding[] {
  const answers = declaredAnswers(source, contract.operation) ?? [];
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

/** An id names one operation (OpenAPI 3.1 §4.8.10): which of several is meant, nobody can say. */
function ambiguous({ operation }: OfOperation, ids: readonly string[]): Finding[] {
  const { length } = ids.filter((id) => id === operation);
  if (length < 2) return [];
  const message = `The contract has ${length} operations "${operation}".`;
  const hint = 'Answers are held to the first: give each an operationId of its own.';
  return [{ code: 'ambiguous-operation', path: [...AT, 'operation'], message, hint }];
}

function lintOperation(expected: Expected, contract: OfOperation, documents: Documents): Finding[] {
  const usable = asOpenApi(documents.get(contract.openapi));
  if (!usable.usable) return [unusable(contract, usable.why)];
  const source = sourceOf(contract.openapi, usable.document, documents);
  const ids = operationIds(source);
  if (!ids.includes(contract.operation)) {
    const message = `The contract has no operation "${contract.operation}".`;
    const hint = suggest(contract.operation, ids);
    const paths = lostPaths(source).map((one) => lostFinding(one, 'path'));
    return [{ code: 'unknown-operation', path: [...AT, 'operation'], message, hint }, ...paths];
  }
  return [
    ...ambiguous(contract, ids),
    ...lintAnswers(expected, contract, source),
    ...lostAnswers(contract, source, documents),
    ...operationPlaces(source, contract.operation).flatMap((place) => brokenParts(place, documents)),
  ];
}

/** `documents` are the contracts of the playbook; one that is not there, or that cannot be read, is reported elsewhere. */
export function lintContract(expected: Expected, documents: Documents): Finding[] {
  const { contract } = expected;
  if (!contract || documents.get(contractPath(contract)) === undefined) return [];
  if ('openapi' in contract) return lintOperation(expected, contract, documents);
  const usable = asJsonSchema(documents.get(contract.schema));
  if (!usable.usable) return [unusable(contract, usable.why)];
  if (valueAt(usable.document, contract.at) === undefined) {
    const message = `Nothing stands at "${contract.at}" in "${contract.schema}".`;
    return [{ code: 'unresolved-reference', path: [...AT, 'at'], message }];
  }
  return brokenParts({ file: contract.schema, fragment: contract.at }, documents);
}
