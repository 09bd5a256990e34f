import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Fault } from '../../runbook-runner/playbook/schema/definitions.ts';
import { parseFault } from '../../runbook-runner/sandbox/fault-proxy/fault-options.ts';

const FOLDER = 'src/content/faults';
const EXPECTED = {
  'charge-amount-as-text': 'schema-drift',
  'lumenpay-slow': 'latency',
  'lumenpay-429': 'status',
  'lumenpay-reset': 'reset',
  'lumenpay-old-certificate': 'expired-certificate',
};

describe('the declared faults', () => {
  test('are those that the pages name', () => {
    const ids = readdirSync(FOLDER).map((name) => name.replace('.yaml', ''));
    expect(ids).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
  });

  test.each(Object.entries(EXPECTED))('%s is valid for the playbook and for the proxy', (id, kind) => {
    const {
      duration,
      title,
      target,
      expect: _expect,
      ...options
    } = Fault.parse(parse(readFileSync(`${FOLDER}/${id}.yaml`, 'utf8')));
    const order = { id, title, target, durationMs: duration.ms, kind: options.kind, options: { ...options } };
    expect(parseFault(order).kind).toBe(kind);
    expect(target).toBe('lumenpay');
  });
});
