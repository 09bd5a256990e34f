import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import { CheckResult } from '../../runbook-runner/ports/result.ts';
import { fingerprint } from '../../runbook-runner/signature/fingerprint.ts';
import { matchModes } from '../../runbook-runner/signature/match.ts';
import { makeCertificates } from '../support/certificates.ts';
import { type Certificates, during, FAILURES, type Failure } from './support/failures.ts';
import { ask, shippedPlaybook } from './support/upstream.ts';

/** `RECORD=1 npx vitest run tests/signature/confusion.test.ts` records every result anew. */
const RECORDING = process.env.RECORD !== undefined;
const placeOf = (name: string) => new URL(`../fixtures/failures/${name}.json`, import.meta.url);
const recorded = ({ name }: Failure) => CheckResult.parse(JSON.parse(readFileSync(placeOf(name), 'utf8')));

let playbook: Playbook;
let made: Certificates;
beforeAll(async () => {
  [playbook, made] = await Promise.all([shippedPlaybook(), makeCertificates()]);
});

/** The mode that the signatures as they are now rank first. */
function ranked(result: CheckResult): string {
  const modes = [...playbook.failureModes].map(([id, { title, address, failureMode }]) => {
    return { id, title, page: address, ...failureMode };
  });
  return matchModes(result, modes)[0]?.failureMode ?? 'none';
}

function endpointOf({ check }: Failure): string {
  const found = playbook.checks.get(check);
  return found ? (checkKinds.get(found.kind)?.describe(found.probe).asks ?? '') : '';
}

function matrixOf(rows: readonly string[], seen: ReadonlyMap<string, readonly string[]>): string {
  const width = Math.max(...rows.map((row) => row.length));
  const head = `${'failure ↓  ranked first →'.padEnd(width)} ${rows.map((_, index) => String(index + 1).padStart(3)).join('')}`;
  const lines = rows.map((row, index) => {
    const counts = rows.map((column) => seen.get(row)?.filter((one) => one === column).length ?? 0);
    const cells = counts.map((count) => (count === 0 ? '·' : String(count)).padStart(3)).join('');
    return `${row.padEnd(width + 1)}${cells}  ${index + 1}`;
  });
  return [head, ...lines].join('\n');
}

describe.runIf(!RECORDING)('recorded results', () => {
  test('each failure mode is recognised from its own, and not from its look-alikes', () => {
    const rows = [...playbook.failureModes.keys(), 'none'].sort();
    const seen = new Map<string, string[]>();
    for (const failure of FAILURES) {
      const result = recorded(failure);
      expect(result.status, failure.name).toBe('fail');
      seen.set(failure.mode, [...(seen.get(failure.mode) ?? []), ranked(result)]);
    }
    console.info(`\n${matrixOf(rows, seen)}\n${FAILURES.length} recorded results`);
    expect(rows.filter((row) => !seen.has(row))).toEqual([]);
    const confused = FAILURES.filter((one) => ranked(recorded(one)) !== one.mode);
    expect(confused.map((one) => `${one.name}: ${ranked(recorded(one))}, not ${one.mode}`)).toEqual([]);
  });
});

describe.each(FAILURES.map((failure) => [failure.name, failure] as const))('%s', (name, failure) => {
  test(`${failure.check} made now is recognised as ${failure.mode}, under the recorded fingerprint`, async () => {
    const live = await during(failure, made, (...where) => ask(playbook, failure.check, ...where));
    if (RECORDING) writeFileSync(placeOf(name), `${JSON.stringify(live, null, 2)}\n`);
    expect(live.status).toBe('fail');
    expect(live.failureModes[0]?.failureMode ?? 'none').toBe(failure.mode);
    const before = recorded(failure);
    expect(live.fingerprint).toBe(before.fingerprint);
    expect(fingerprint({ integration: before.integration, endpoint: endpointOf(failure) }, before)).toBe(
      before.fingerprint,
    );
  });
});
