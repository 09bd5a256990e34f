// The terminal's way to the running `serve`: its control routes, with the token from serve.json.
import { PlaybookError } from '../errors/index.ts';
import type { ServeFile } from './serve-lock.ts';

export interface PendingPairing {
  readonly id: string;
  readonly words: string;
  readonly label?: string | undefined;
  readonly origin: string;
  readonly expiresAt: string;
}

export interface ControlClient {
  pending(): Promise<readonly PendingPairing[]>;
  decide(id: string, decision: 'confirm' | 'decline'): Promise<void>;
  link(): Promise<{ readonly fragment: string; readonly expiresAt: string }>;
}

const DEADLINE_MS = 5_000;

export function createControlClient(server: ServeFile): ControlClient {
  const call = async (method: 'GET' | 'POST', path: string): Promise<unknown> => {
    const answer = await send(server, method, path);
    const body: unknown = answer.status === 204 ? undefined : await answer.json();
    if (answer.ok) return body;
    throw new PlaybookError('runner_not_running', `The runner at ${server.url} refused: ${detailOf(body)}`, {
      hint: 'Stop it with Ctrl-C and start it again: npm start',
    });
  };
  return {
    pending: async () =>
      ((await call('GET', '/api/pairings')) as { readonly pairings: readonly PendingPairing[] }).pairings,
    decide: async (id, decision) => {
      await call('POST', `/api/pairings/${encodeURIComponent(id)}/${decision}`);
    },
    link: async () =>
      (await call('POST', '/api/pairings/links')) as Awaited<ReturnType<ControlClient['link']>>,
  };
}

async function send(server: ServeFile, method: string, path: string): Promise<Response> {
  try {
    return await fetch(new URL(path, server.url), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: {
        authorization: `Bearer ${server.controlToken}`,
        'content-type': 'application/json',
        'x-playbook-client': '1',
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
  } catch (cause) {
    throw new PlaybookError('runner_not_running', `The runner at ${server.url} does not answer.`, {
      hint: 'Start it: npm start',
      cause,
    });
  }
}

function detailOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'detail' in body) return String(body.detail);
  return 'it gave no reason.';
}
