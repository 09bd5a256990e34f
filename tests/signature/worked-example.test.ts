import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { gainOf, redUnder, shares } from '../../runbook-runner/signature/next-check.ts';
import { weightOf } from '../../runbook-runner/signature/sign.ts';
import { makeCertificates } from '../support/certificates.ts';
import { during, FAILURES } from './support/failures.ts';
import { ask, shippedPlaybook } from './support/upstream.ts';

const page = readFileSync(
  new URL('../../src/content/docs/reference/failure-signatures.mdx', import.meta.url),
  'utf8',
);

/** Rows of the table under a heading, without the marks of code. */
function tableUnder(heading: string): string[][] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

const three = (value: number) => value.toFixed(3);

let playbook: Playbook;
let result: CheckResult;
beforeAll(async () => {
  playbook = await shippedPlaybook();
  const failure = FAILURES.find(({ name }) => name === 'too-late');
  if (!failure) throw new Error('the example has no failure');
  const made = await makeCertificates();
  result = await during(failure, made, (...where) => ask(playbook, failure.check, ...where));
});

const candidates = () =>
  result.failureModes.flatMap(({ failureMode, title, score }) => {
    const found = playbook.failureModes.get(failureMode);
    return found ? [{ ...found.failureMode, title, score }] : [];
  });

describe('the worked example of the reference is what the program does', () => {
  test('the failure is the one that it tells of', () => {
    expect(page).toContain(`\`${result.check}\` gave up`);
    expect(result.problem).toMatchObject({ class: 'timeout', phase: 'first-byte' });
  });

  test('the ranking', () => {
    const share = shares(result.failureModes);
    const rows = result.failureModes.map((mode, index) => [
      mode.failureMode,
      three(mode.score),
      three(share[index] ?? 0),
    ]);
    const told = tableUnder('The ranking by hand');
    expect(told.map(([mode, , , score, part]) => [mode, score, part])).toEqual(rows);
    for (const [mode = '', , sum = ''] of told) {
      const [terms = '', total] = sum.split(' = ');
      const added = terms.split(' + ').reduce((all, term) => all + Number(term), 0);
      expect(added, sum).toBeCloseTo(Number(total), 9);
      const signature = playbook.failureModes.get(mode)?.failureMode.signature ?? [];
      expect(signature.map((matcher) => three(weightOf(matcher)))).toContain(three(Number(total)));
    }
  });

  test('the next check', () => {
    const modes = candidates();
    const told = tableUnder('The next check by hand');
    const ids = [...playbook.checks.values()].filter(
      ({ id }) => id !== result.check && modes.some((mode) => redUnder(mode, id) !== 0.5),
    );
    const share = shares(modes);
    const rows = ids.map(({ id, cost }) => {
      const red = modes.map((mode) => redUnder(mode, id));
      const chance = red.reduce((sum, one, index) => sum + one * (share[index] ?? 0), 0);
      const gain = gainOf(id, modes);
      return [id, ...red.map(String), three(chance), three(gain), String(cost), three(gain / cost)];
    });
    const byRate = (a: string[], b: string[]) =>
      Number(b.at(-1)) - Number(a.at(-1)) || (a[0] ?? '').localeCompare(b[0] ?? '');
    expect(told).toEqual(rows.sort(byRate));
    expect(result.nextCheck?.check).toBe(told[0]?.[0]);
    expect(page).toContain(`> ${result.nextCheck?.reason}\n`);
  });

  test('the fingerprint of the page is one that a result has', async () => {
    const failure = FAILURES.find(({ name }) => name === 'amount-as-text');
    if (!failure) throw new Error('the example has no failure');
    const made = await makeCertificates();
    const drifted = await during(failure, made, (...where) => ask(playbook, failure.check, ...where));
    expect(page).toContain(`\n${drifted.fingerprint}\n`);
  });
});
