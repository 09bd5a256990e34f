// Drafts a regression check from a run that failed: the definition of then, narrowed to the promises that broke.
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AssertionResult, CheckResult } from '../../ports/result.ts';

interface Failure {
  readonly result: CheckResult;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What went wrong, in one line. */
  readonly because: string;
}

/** YAML of the new check. `source` is the file of the check as it was when it failed. */
export function draftCheck(source: string, { result, parameters, because }: Failure): string {
  const document = parseDocument(source);
  const day = result.startedAt.slice(0, 10);
  document.set('title', `Regression of ${day}: ${result.title}`);
  document.set('description', `Drafted from run ${result.run}. It failed on ${day}: ${because}`);
  document.set('tags', document.createNode([...tagsOf(document), 'regression']));
  for (const [name, value] of Object.entries(parameters)) {
    if (document.hasIn(['parameters', name])) document.setIn(['parameters', name, 'default'], value);
  }
  narrow(document, result);
  return document.toString({ lineWidth: 110 });
}

function tagsOf(document: Document): string[] {
  const tags: unknown = document.get('tags');
  const names: unknown[] = isSeq(tags) ? tags.toJSON() : [];
  return names.map(String).filter((name) => name !== 'regression');
}

/** A failure of the transport breaks every promise, so none can be left out. */
function narrow(document: Document, { problem, assertions }: CheckResult): void {
  const expect = document.get('expect');
  if (problem !== undefined || !isMap(expect)) return;
  const broken = assertions.filter((one) => one.outcome === 'fail');
  const named = new Set(broken.map((one) => one.assertion));
  if (![...named].some((name) => expect.has(name))) return;
  for (const name of keysOf(expect)) if (!named.has(name)) expect.delete(name);
  narrowHeaders(expect, broken);
  narrowBody(expect, broken);
}

const keysOf = (map: YAMLMap): string[] => map.items.map(({ key }) => String(key));

function narrowHeaders(expect: YAMLMap, broken: readonly AssertionResult[]): void {
  const headers = expect.get('headers');
  if (!isMap(headers)) return;
  const names = new Set(
    broken.flatMap(({ assertion, where }) => (assertion === 'headers' && where ? [where] : [])),
  );
  if (names.size === 0) return;
  for (const name of keysOf(headers)) if (!names.has(name.toLowerCase())) headers.delete(name);
}

function narrowBody(expect: YAMLMap, broken: readonly AssertionResult[]): void {
  const body = expect.get('body');
  if (!isSeq(body)) return;
  const declared = broken.filter(({ assertion }) => assertion === 'body').map(({ expected }) => expected);
  const kept = body.items.filter((item) => declared.some((one) => isDeepStrictEqual(one, plain(item, body))));
  if (kept.length > 0) body.items = kept;
}

const plain = (item: unknown, within: YAMLSeq): unknown =>
  isMap(item) ? item.toJSON() : within.toJSON().at(within.items.indexOf(item));
