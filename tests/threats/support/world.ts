// A running program, its upstream and a paired page: what the tests of threats attack.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Status } from '../../../runbook-runner/client.ts';
import type { CheckResult } from '../../../runbook-runner/ports/result.ts';
import { events, pageHeaders } from '../../http/support/server.ts';
import { writeContent } from './content.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** The secret that must show up nowhere; with characters that every encoding changes. */
export const CANARY = 'canary+7f/Zq&secret=41';

export interface World {
  readonly root: string;
  /** The state folder. */
  readonly home: string;
  readonly upstream: Upstream;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Headers of a page that was paired through a link. */
  readonly page: Record<string, string>;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** An order of the page that offers the action, with its seal as it is now. */
  sealed(more?: object): Promise<object>;
  /** Runs a check and returns its last event's value. */
  check(id: string, order?: object): Promise<{ status: number; result?: CheckResult; problem?: Problem }>;
  /** All that the program wrote to its terminal. */
  output(): string;
  /** Resident memory in bytes, now. */
  memory(): number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts the program again on the same folders. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
}

interface Options {
  readonly content?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Seeded credentials beside the upstream's key. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Puts the state folder on a disk of this size, e.g. `4m`; needs `canMount`. */
  readonly disk?: string;
}

/** Whether this machine lets a test mount a small disk of its own: root, on Linux, not confined. */
export const canMount = (): boolean =>
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt']).status === 0;

const CHILD = join(import.meta.dirname, 'serve-child.ts');

export async function startWorld({ content, environment, credentials, disk }: Options = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'threats-'));
  const [root, home] = [join(folder, 'repository'), join(folder, 'state')];
  writeContent(root, content);
  const upstream = await startUpstream();
  upstream.announce(home, { 'upstream-key': CANARY, ...credentials });
  const variables = { PATH: process.env.PATH ?? '', HOME: folder, PLAYBOOK_HOME: home, ...environment };
  const command = disk === undefined ? [] : onDisk(home, disk);
  let child = await start(command, root, variables);
  const world = {
    ...{ root, home, upstream },
    get url() {
      return `http://127.0.0.1:${child.port}`;
    },
    get port() {
      return child.port;
    },
    get pid() {
      return child.process.pid ?? 0;
    },
    get page() {
      return child.page;
    },
    ask: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(`${world.url}${path}`, {
        method,
        headers: { ...child.page, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async sealed(more: object = {}) {
      const { seals } = (await (await world.ask('GET', '/api/status')).json()) as Status;
      const page = 'integrations/upstream';
      return { environment: 'sandbox', page, seal: seals[page], ...more };
    },
    async check(id: string, order: object = {}) {
      const body = { environment: 'sandbox', ...order };
      const answer = await world.ask('POST', `/api/checks/${id}/runs`, body);
      if (answer.status !== 200) return { status: answer.status, problem: await answer.json() };
      const last = (await events(answer)).at(-1) as { result?: CheckResult; problem?: Problem };
      return { status: 200, ...last };
    },
    output: () => child.output(),
    memory: () => residentBytes(world.pid),
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.process.exitCode !== null || child.process.signalCode !== null) return;
      child.process.kill(signal);
      await once(child.process, 'exit');
    },
    async restart() {
      child = await start(command, root, variables);
    },
    async close() {
      await world.stop('SIGKILL');
      await upstream.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

interface Child {
  readonly process: ChildProcess;
  readonly port: number;
  readonly page: Record<string, string>;
  output(): string;
}

/** A command that runs what follows it with a small disk over the folder; nobody else sees that disk. */
function onDisk(folder: string, size: string): string[] {
  const script = `
    cp "${folder}/sandbox.json" "${folder}.json" &&
    mount -t tmpfs -o size=${size},mode=700 tmpfs "${folder}" &&
    mv "${folder}.json" "${folder}/sandbox.json" && exec "$@"`;
  return ['unshare', '-m', 'sh', '-c', script, 'sh'];
}

async function start(before: string[], root: string, env: Record<string, string>): Promise<Child> {
  const [program = '', ...parts] = [...before, process.execPath, CHILD, root];
  const process_ = spawn(program, parts, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  process_.stderr.on('data', (part) => {
    text += part;
  });
  const lines = createInterface({ input: process_.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(process_, 'exit').then(() => undefined),
  ]);
  if (first === undefined) throw new Error(`the program did not start:\n${text}`);
  lines.on('line', (line) => {
    text += `${line}\n`;
  });
  const { port, controlToken } = JSON.parse(first) as { port: number; controlToken: string };
  return { process: process_, port, page: await pair(port, controlToken), output: () => text };
}

async function pair(port: number, controlToken: string): Promise<Record<string, string>> {
  const url = `http://127.0.0.1:${port}`;
  const post = async (path: string, body: object, headers: Record<string, string>) =>
    (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  const { origin: _, 'sec-fetch-site': __, ...terminal } = pageHeaders(url, controlToken);
  const { code } = (await post('/api/pairings/links', {}, terminal)) as { code: string };
  const { authorization: ___, ...unpaired } = pageHeaders(url, '');
  const { token } = (await post('/api/pairings/redeem', { code }, unpaired)) as { token: string };
  return pageHeaders(url, token);
}

function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
