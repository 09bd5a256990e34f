import { describe, expect, test } from 'vitest';
import { edited, loaded } from './fixture.ts';

describe('a whole playbook', () => {
  test('has every entry by its short id', async () => {
    const playbook = await loaded();
    expect([...playbook.checks.keys()]).toEqual(['ping', 'shape']);
    expect([...playbook.actions.keys()]).toEqual(['fallback']);
    expect([...playbook.integrations.keys()]).toEqual(['pay']);
    expect([...playbook.scenarios.keys()]).toEqual(['bad-shape']);
    expect([...playbook.drills.keys()]).toEqual(['bad-shape-live']);
    expect([...playbook.terms.keys()]).toEqual(['contract']);
    expect(playbook.severity?.title).toBe('Severity');
    expect(playbook.contracts.get('contracts/pay.yaml')).toEqual({ openapi: '3.1.0', paths: {} });
    expect(playbook.pages.get('')).toMatchObject({ title: 'Home', address: '/' });
    expect(playbook.changes.map((one) => one.change.date)).toEqual(['2026-11-01']);
  });

  test('keeps steps and what stands in them in reading order, with places', async () => {
    const page = (await loaded()).scenarios.get('bad-shape');
    const steps = page?.steps.map((step) => ({
      id: step.id,
      line: step.location.line,
      placed: step.placements.map(
        (one) => `${one.element} ${one.id} ${one.location.line}:${one.location.column}`,
      ),
    }));
    expect(steps).toEqual([
      { id: 'confirm', line: 29, placed: ['Check shape 31:14', 'Decision go-on 32:17'] },
      { id: 'isolate', line: 35, placed: ['Action fallback 36:28'] },
    ]);
    expect(page?.terms).toEqual(['contract']);
    expect(page?.loose).toEqual([]);
  });

  test('reads what stands in an aside and an HTML element, and not what stands in code', async () => {
    const body = `
:::caution[Look]
<Check id="ping" />
:::

<figure><Check id="shape" /></figure>

\`\`\`mdx
<Check id="nothing" />
\`\`\`

And \`<Check id="nothing" />\`, {/* <Check id="nothing" /> */} too.
`;
    const { pages } = await loaded({ 'docs/guide.mdx': `---\ntitle: T\ndescription: d\n---\n${body}` });
    expect(pages.get('guide')?.loose.map((one) => one.id)).toEqual(['ping', 'shape']);
  });

  test("gives a kind's own fields as its schema parsed them, and defaults to the rest", async () => {
    const check = (await loaded()).checks.get('shape');
    expect(check).toMatchObject({ kind: 'probe', cost: 1, tags: [], deadline: { ms: 10_000 } });
    expect(check?.probe).toEqual({
      request: { path: '/charges/{charge}', auth: 'operator' },
      expect: { status: 200, contract: 'contracts/pay.yaml' },
    });
  });

  test.each([
    ['samples', 'request: { path: / }\nexpect: { latency: { p95: 1s } }', 20],
    [
      'samples, and requests for a token',
      'request: { path: / }\nexpect: { latency: { p95: 1s } }\ncost: 21',
      21,
    ],
    ['steps', 'steps: [{ name: a, request: { path: / } }, { name: b, request: { path: / } }]\ncost: 1', 2],
    ['one request', 'request: { path: / }', 1],
  ])('a check costs no less than it declares: %s', async (_, declared, cost) => {
    const text = `title: T\nintegration: pay\nkind: http\n${declared}\n`;
    expect((await loaded({ 'checks/costly.yaml': text })).checks.get('costly')?.cost).toBe(cost);
  });

  test('takes an unquoted date for the day that it is', async () => {
    const scenario = (await loaded()).scenarios.get('bad-shape');
    expect(scenario?.review).toMatchObject({
      last: '2026-11-01',
      every: { text: 'P90D', ms: 7_776_000_000 },
    });
  });

  test('reads files with a byte order mark and CR LF', async () => {
    const text = '\uFEFF---\r\ntitle: T\r\ndescription: d\r\n---\r\n\r\n<Check id="ping" />\r\n';
    const page = (await loaded({ 'docs/windows.mdx': text })).pages.get('windows');
    expect(page).toMatchObject({
      title: 'T',
      description: 'd',
      loose: [{ id: 'ping', location: { line: 6 } }],
    });
  });

  test('has another digest after any edit, of prose too', async () => {
    const [before, after] = [await loaded(), await loaded(edited('docs/index.mdx', 'Home', 'House'))];
    expect(after.digest).not.toBe(before.digest);
    expect((await loaded()).digest).toBe(before.digest);
  });
});
