import { describe, expect, test } from 'vitest';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import {
  renderAnnotation,
  renderDiagnostic,
  renderDiagnostics,
  renderError,
  type Shown,
} from '../../runbook-runner/errors/render.ts';

const unknownCheck: Shown = {
  code: 'unknown-check',
  message: 'No check has the id "lumenpay-latncy".',
  hint: 'Did you mean "lumenpay-latency"?',
  location: { file: 'src/content/docs/scenarios/upstream-latency.mdx', line: 48, column: 14 },
  source: '  <Check id="lumenpay-latncy" />',
};

const brokenYaml: Shown = {
  code: 'yaml-syntax',
  message: 'Map keys must be unique.',
  hint: undefined,
  location: { file: 'src/content/checks/lumenpay-latency.yaml', line: 7, column: 1 },
  source: 'expect:',
};

const golden = (text: string, name: string) => expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.txt`);

describe('for people', () => {
  test('a diagnostic shows place, line, caret and hint', () =>
    golden(renderDiagnostic(unknownCheck), 'diagnostic'));

  test('in colour', () => golden(renderDiagnostic(unknownCheck, { color: true }), 'diagnostic-color'));

  test('several, with how many in how many files', () =>
    golden(renderDiagnostics([brokenYaml, unknownCheck]), 'diagnostics'));

  test('a very long line is cut around the caret', () => {
    const source = `  description: ${'long '.repeat(40)}<Chek />${' and on'.repeat(40)}`;
    const column = source.indexOf('<Chek') + 1;
    return golden(
      renderDiagnostic({ ...unknownCheck, source, location: { ...unknownCheck.location, column } }),
      'long-line',
    );
  });

  test('a tab and a wide character do not move the caret', () => {
    const source = '\ttitle: "😀 é" # <';
    const column = source.indexOf('<') + 1;
    const text = renderDiagnostic({
      ...unknownCheck,
      source,
      location: { ...unknownCheck.location, column },
    });
    const [, line = '', caret = ''] = text.split('\n');
    expect([...line].indexOf('<')).toBe([...caret].indexOf('^'));
  });

  test('control characters of a file do not reach the terminal', () => {
    const hostile = 'a\u001b[2Kb\u0007\u202ec';
    const text = renderDiagnostic({ ...unknownCheck, message: hostile, hint: hostile, source: hostile });
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('an error with place and hint', () => {
    const error = new PlaybookError(
      'unknown_environment',
      'The integration "lumenpay" has no environment "stagin".',
      {
        hint: 'Did you mean "staging"?',
        location: { file: 'src/content/docs/integrations/lumenpay.mdx', line: 20, column: 11 },
      },
    );
    return golden(renderError(error), 'error');
  });

  test('an invalid playbook shows every diagnostic first', () => {
    const error = new PlaybookError('invalid_playbook', 'The playbook has errors.', {
      data: { diagnostics: [brokenYaml, unknownCheck] },
    });
    return golden(renderError(error), 'invalid-playbook');
  });
});

describe('for a review', () => {
  test('a line for each diagnostic, with GitHub\u2019s escapes', () =>
    golden(
      [
        unknownCheck,
        brokenYaml,
        {
          ...brokenYaml,
          message: '100 %\r\nand more',
          location: { ...brokenYaml.location, file: 'a,b:c.yaml' },
        },
      ]
        .map(renderAnnotation)
        .join('\n'),
      'annotations',
    ));
});
