// A check that waits for webhooks, alone: it opens the inbound listener for its own time, and closes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { CheckResult } from '../../runbook-runner/ports/result.ts';
import { start, temporaryFolder, temporaryRepository } from './program.ts';

const DEFINITION = `title: Lumenpay delivers one event
integration: lumenpay
kind: webhook
source: events
window: 3s
expect: { count: 1 }
deadline: 20s
cost: 1
`;
const BODY = JSON.stringify({ type: 'charge.succeeded', sequence: 1, data: { id: 'ch_demo0001' } });

test('the check listens, tells where, holds what comes to its signature, and closes', {
  timeout: 120_000,
}, async () => {
  const root = await temporaryRepository();
  for (const name of ['one-event', 'the-same-event'])
    writeFileSync(join(root, `src/content/checks/${name}.yaml`), DEFINITION);
  const home = temporaryFolder();
  const env = { PLAYBOOK_HOME: home, PLAYBOOK_INBOUND_PORT: '0' };
  const sandbox = await start(['sandbox'], { root, env });
  await sandbox.printed('The sandbox is running');
  const secretIn = (text: string) => JSON.parse(text).credentials['lumenpay-webhook-secret'] as string;
  const secret = secretIn(readFileSync(join(home, 'sandbox.json'), 'utf8'));
  const deliver = (url: string, key: string, body = BODY) => {
    const [id, at] = [`msg_${Math.random().toString(36).slice(2)}`, new Date()];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    };
    return fetch(url, { method: 'POST', headers, body }).then(({ status }) => status);
  };
  const waitTwice = async () => {
    const checks = await start(['check', 'one-event', 'the-same-event', '--json'], { root, env });
    const said = await checks.printed(/(takes webhooks at http\S+[\s\S]*){2}/);
    const urls = [...said.matchAll(/takes webhooks at (http\S+)/g)].map(([, url]) => url ?? '');
    expect(await deliver(urls[0] ?? '', secret)).toBe(200);
    const { code, stdout } = await checks.ended;
    return { code, urls, stdout };
  };
  const wait = async (work: (url: string) => Promise<void>) => {
    const check = await start(['check', 'one-event', '--json'], { root, env });
    const said = await check.printed(/takes webhooks at http\S+/);
    const [, url = ''] = /takes webhooks at (http\S+)/.exec(said) ?? [];
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/in\/lumenpay\/events$/);
    await work(url);
    const { code, stdout } = await check.ended;
    await expect(fetch(url, { method: 'POST' }), 'it is closed').rejects.toThrow();
    return { code, result: JSON.parse(stdout) as CheckResult };
  };
  try {
    const good = await wait(async (url) => {
      expect(await deliver(url, secret)).toBe(200);
      expect(await deliver(url.replace('events', 'others'), secret), 'another source').toBe(404);
      expect(await deliver(url, secret, 'x'.repeat(300_000)), 'too large').toBe(413);
    });
    expect([good.code, good.result.status, good.result.deliveries?.total]).toEqual([0, 'pass', 1]);
    const forged = await wait(async (url) => {
      expect(await deliver(url, `whsec_${Buffer.from('guessed-guessed-guessed').toString('base64')}`)).toBe(
        401,
      );
    });
    expect([forged.code, forged.result.status]).toEqual([1, 'fail']);
    expect(forged.result.assertions.find(({ assertion }) => assertion === 'authenticity')?.code).toBe(
      'forged',
    );
    const both = await waitTwice();
    expect(new Set(both.urls).size, 'they share the listener').toBe(1);
    expect(both.code, both.stdout).toBe(0);
  } finally {
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
  }
});
