// Servers and programs for the examples of kinds that no check shows in the sandbox, by kind.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from 'dns-packet';
import type { KindOutcome } from '../../runbook-runner/ports/result.ts';
import { runCheck } from '../checks/support.ts';
import { serveDns, zone } from '../support/dns-server.ts';

const HOST = 'api.lumenpay.example';
const TARGET = `https://${HOST}`;

const RECORDS: Answer[] = [
  { type: 'A', name: HOST, ttl: 300, data: '203.0.113.10' },
  { type: 'A', name: HOST, ttl: 300, data: '203.0.113.11' },
  { type: 'CAA', name: HOST, ttl: 300, data: { flags: 0, tag: 'issue', value: 'authority.example' } },
];

/** A name server on loopback for each that the example asks; results name them as the example does. */
async function dns(definition: { readonly resolvers?: readonly string[] }): Promise<KindOutcome> {
  const named = definition.resolvers ?? [];
  const servers = await Promise.all(named.map(() => serveDns({ answer: zone(RECORDS) })));
  try {
    const resolvers = servers.map(({ address }) => address);
    const outcome = await runCheck('dns', { ...definition, resolvers }, TARGET);
    const renamed = (title: string) =>
      resolvers.reduce((text, address, index) => text.replaceAll(address, named[index] ?? address), title);
    const assertions = outcome.assertions.map((one) => ({ ...one, title: renamed(one.title) }));
    return { ...outcome, assertions };
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** A program that prints its arguments, allowed under the name that the example has. */
async function command(definition: object): Promise<KindOutcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'example-')));
  try {
    const [program, commands] = [join(folder, 'program'), join(folder, 'commands.json')];
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    mkdirSync(join(folder, 'repository'));
    chmodSync(program, 0o700);
    writeFileSync(commands, JSON.stringify({ 'trace-route': program }), { mode: 0o600 });
    return await runCheck('command', definition, TARGET, {
      commands,
      root: join(folder, 'repository'),
      parameters: { host: HOST },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const WORLDS: Readonly<Record<string, (definition: object) => Promise<KindOutcome>>> = {
  dns,
  command,
};
