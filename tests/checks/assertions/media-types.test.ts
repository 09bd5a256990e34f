import { describe, expect, test } from 'vitest';
import { mediaKey } from '../../../runbook-runner/checks/assertions/media-types.ts';

describe('the declared media type that holds', () => {
  const ranges = ['*/*', 'application/*', 'application/*+json', 'application/vnd.x+json'];
  const versions = ['application/json;v=1', 'application/json;v=2'];
  test.each([
    ['the type itself before every range', ranges, 'application/vnd.x+json', 'application/vnd.x+json'],
    ['a range of a suffix before one of a type', ranges, 'application/problem+json', 'application/*+json'],
    ['a type without the suffix', ranges, 'application/json', 'application/*'],
    ['any other', ranges, 'text/html', '*/*'],
    ['no type at all', ranges, '', '*/*'],
    [
      'a suffix alone',
      ['application/*+json'],
      'application/problem+json; charset=utf-8',
      'application/*+json',
    ],
    ['not the type that a suffix is named after', ['application/*+json'], 'application/json', undefined],
    ['the version that was sent', versions, 'application/json; charset=utf-8; v=2', 'application/json;v=2'],
    ['a version that is not declared', versions, 'application/json; v=3', undefined],
    ['no version', versions, 'application/json', 'application/json;v=1'],
    [
      'another encoding, which makes no other type',
      ['application/json; charset=utf-8'],
      'application/json; charset=iso-8859-1',
      'application/json; charset=utf-8',
    ],
  ])('%s', (_name, declared, sent, expected) => {
    expect(mediaKey(declared, sent)).toBe(expected);
  });
});
