// The compliance suite of RFC 9535, as the package of the library carries it, against our paths.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { select } from '../../../runbook-runner/checks/assertions/json-path.ts';
import { JsonPathText } from '../../../runbook-runner/checks/assertions/json-path-text.ts';

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly invalid_selector?: boolean;
  readonly result?: readonly unknown[];
  readonly results?: readonly (readonly unknown[])[];
  readonly result_paths?: readonly string[];
  readonly results_paths?: readonly (readonly string[])[];
}

const home = dirname(createRequire(import.meta.url).resolve('jsonpath-rfc9535/package.json'));
const suite = join(home, 'src/__tests__/jsonpath-compliance-test-suite/cts.json');
const { tests }: { readonly tests: readonly Case[] } = JSON.parse(readFileSync(suite, 'utf8'));

/** Whether a valid selector gives one of the orders of values, and of paths, that the suite allows. */
function selectsAsAllowed({
  selector,
  document,
  result,
  results,
  result_paths,
  results_paths,
}: Case): boolean {
  const nodes = select(document, selector);
  const values = nodes.map((node) => node.value);
  const paths = nodes.map((node) => node.path);
  const allowed = results ?? [result];
  const allowedPaths = results_paths ?? (result_paths ? [result_paths] : undefined);
  return allowed.some(
    (one, index) =>
      isDeepStrictEqual(values, one) && (!allowedPaths || isDeepStrictEqual(paths, allowedPaths[index])),
  );
}

function conforms(one: Case): boolean {
  const valid = JsonPathText.safeParse(one.selector).success;
  return one.invalid_selector ? !valid : valid && selectsAsAllowed(one);
}

/** Refused when the playbook is read: the library matches in exponential time, so `matches` is offered instead. */
const isDeviation = ({ selector, invalid_selector }: Case): boolean =>
  !invalid_selector && /\b(match|search)\s*\(/.test(selector);

test('every test of the suite passes but those with match() or search(), which are refused', () => {
  const failing = tests.filter((one) => !conforms(one));
  const passed = tests.length - failing.length;
  const known = tests.filter(isDeviation);
  console.info(
    `JSONPath compliance suite: ${passed} of ${tests.length} pass, ${known.length} deviate on purpose.`,
  );
  expect(failing.map((one) => one.name)).toEqual(known.map((one) => one.name));
  expect(tests.length).toBeGreaterThan(600);
});
