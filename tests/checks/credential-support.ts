// The check kind `credential` with real credentials, against an upstream on loopback that keeps its own clock.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';
import { codesOf } from '../../runbook-runner/ports/assertion-codes.ts';
import type { AuthRequest } from '../../runbook-runner/ports/credential.ts';
import { credentialWorld, type World } from '../adapters/support/credentials.ts';
import { type Ran, runCheck } from './support.ts';

export const KEY = { method: AuthMethod.parse({ kind: 'api-key', header: 'X-Api-Key', key: 'key' }) };
const SOURCES = { key: { sandbox: 'key' } };

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** `where code` of what does not hold; each code is one that a signature can name. */
export function broken(ran: Ran): string[] {
  const failed = ran.assertions.filter((one) => one.outcome !== 'pass');
  for (const { assertion, code } of failed) {
    if (code !== undefined) expect(codesOf(assertion)).toContain(code);
  }
  return failed.map((one) => [one.where ?? one.assertion, one.code ?? one.outcome].join(' '));
}

export function credentialChecks() {
  const world = credentialWorld();

  /** Answers as declared, with a clock that is `aheadS` ahead of ours; null tells no time. */
  const answering =
    (status: number, headers: object = {}, body: unknown = {}, aheadS: number | null = 0): Answer =>
    (_request, response) => {
      response.sendDate = false;
      if (aheadS !== null) {
        response.setHeader('date', new Date(world.now.getTime() + aheadS * 1000).toUTCString());
      }
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };

  async function check(url: string, given: World, definition: object): Promise<Ran> {
    const port = world.credentials({ sources: SOURCES, sandbox: { key: 'key-123456' }, ...given });
    const authorize = (request: AuthRequest) => port.authorize({ ...request, auth: 'pay' });
    return runCheck('credential', { auth: 'pay', ...definition }, url, { authorize, now: world.now });
  }

  /** With a probe of an upstream that answers so. */
  async function checked(answer: Answer, given: World, definition: object = {}): Promise<Ran> {
    return check(await world.serve(answer), given, { probe: { path: '/me' }, ...definition });
  }

  return { world, answering, check, checked };
}
