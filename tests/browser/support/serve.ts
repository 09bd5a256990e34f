// A real `playbook serve` with its sandbox, in a state folder of its own, and the person at its terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** The same on every machine, so that pictures and records don't depend on who took them. */
const PERSON = { GIT_AUTHOR_NAME: 'Responder on call', GIT_AUTHOR_EMAIL: 'oncall@harbour-and-vine.example' };

interface Pending {
  readonly id: string;
  readonly words: string;
}

export interface Served {
  readonly url: string;
  /** State folder, for commands that run beside it. */
  readonly home: string;
  /** Confirms the first pairing that is asked for, as the person in the terminal does; resolves to its words. */
  confirmPairing(): Promise<string>;
  /** Runs a command of the program beside it; resolves to its exit code and standard output. */
  playbook(...args: string[]): Promise<{ code: number; stdout: string }>;
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const home = await mkdtemp(join(tmpdir(), 'playbook-browser-'));
  // `CI`: a person's machine, also where a build runs these tests; in a build secrets are withheld.
  const env = { ...process.env, ...PERSON, PLAYBOOK_HOME: home, NO_COLOR: '1', CI: 'false' };
  const child = start(['serve', '--sandbox', '--port', '0'], env);
  const url = await ready(child);
  const control = async (method: string, path: string): Promise<Response> => {
    const { controlToken } = JSON.parse(await readFile(join(home, 'serve.json'), 'utf8')) as {
      controlToken: string;
    };
    return fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${controlToken}`,
        'x-playbook-client': '1',
        'content-type': 'application/json',
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
  };
  return {
    url,
    home,
    async confirmPairing() {
      const pending = await eventually(async () => {
        const answer = await control('GET', '/pairings');
        return ((await answer.json()) as { pairings: Pending[] }).pairings[0];
      });
      const answer = await control('POST', `/pairings/${pending.id}/confirm`);
      if (!answer.ok)
        throw new Error(`The pairing was not confirmed: ${answer.status} ${await answer.text()}`);
      return pending.words;
    },
    playbook: (...args) => finished(start(args, env)),
    async close() {
      child.kill('SIGTERM');
      await exit(child);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const start = (args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, ['runbook-runner/launch.mjs', ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const exit = (child: ChildProcess): Promise<number> =>
  child.exitCode === null
    ? new Promise((resolve) => child.once('close', (code) => resolve(code ?? -1)))
    : Promise.resolve(child.exitCode);

async function finished(child: ChildProcess): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  return { code: await exit(child), stdout };
}

/** The address that `serve` prints when it answers. */
function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: string) => {
      said += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (url) resolve(url);
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('close', (code) => reject(new Error(`serve ended with ${code}:\n${said}`)));
  });
}

/** Asks until there is an answer; gives up after thirty seconds. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error('Nothing came in thirty seconds.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
