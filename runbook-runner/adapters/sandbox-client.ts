// The runner's way to a running sandbox: its address from sandbox.json, its answers from its control address.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { isErrorCode, PlaybookError } from '../errors/index.ts';
import type { ActiveFault, LogEntry, SandboxPlace, SandboxPort, SandboxStatus } from '../ports/sandbox.ts';
import { answersSignals } from './process-owner.ts';

/** What this program reads of sandbox.json. */
interface Announced extends SandboxPlace {
  readonly control: Control;
}

interface Control {
  readonly url: string;
  readonly token: string;
}

/** How long a status may take before the sandbox counts as not running: for who looks, and for who acts on it. */
const STATUS_TIMEOUT_MS = 300;
const PATIENT_MS = 10_000;
const CHANGE_TIMEOUT_MS = 5_000;

/** Undefined when no sandbox runs: without a file, or with one whose process has ended. */
function readAnnounced(stateFolder: string): Announced | undefined {
  try {
    const file: unknown = JSON.parse(readFileSync(join(stateFolder, 'sandbox.json'), 'utf8'));
    const { pid, control, servers, ca, resolver, credentials } = file as Announced & {
      readonly pid: unknown;
    };
    if (typeof pid !== 'number' || !Array.isArray(servers) || typeof ca !== 'string') return undefined;
    if (typeof control.url !== 'string' || typeof control.token !== 'string') return undefined;
    return answersSignals(pid) ? { control, servers, ca, resolver, credentials } : undefined;
  } catch {
    return undefined;
  }
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly timeoutMs: number;
}

/** One exchange with the control address; rejects when there is no answer in time. */
function call(control: Control, { method, path, body, timeoutMs }: Call): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, control.url), {
      method,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${control.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        try {
          resolve([response.statusCode ?? 0, JSON.parse(text)]);
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function notRunning(cause?: unknown): PlaybookError {
  return new PlaybookError('sandbox_not_running', 'No sandbox is running for this folder.', {
    hint: 'Start one: npm start, or npm run -s playbook -- sandbox',
    cause,
  });
}

/** The sandbox's own refusal, as it would have been thrown here. */
function refusal(answer: unknown): PlaybookError {
  const { code, detail, hint, data } = (answer ?? {}) as Record<string, unknown>;
  return new PlaybookError(
    isErrorCode(code) ? code : 'sandbox_failed',
    typeof detail === 'string' ? detail : 'The sandbox gave no reason.',
    {
      hint: typeof hint === 'string' ? hint : undefined,
      data: typeof data === 'object' && data !== null ? { ...data } : undefined,
    },
  );
}

/** A client of the sandbox whose sandbox.json is in `stateFolder`; reads the file anew at each call. */
export function createSandboxClient(stateFolder: string): SandboxPort {
  const ask = async (question: Omit<Call, 'timeoutMs'>): Promise<unknown> => {
    const announced = readAnnounced(stateFolder);
    if (!announced) throw notRunning();
    const [status, answer] = await call(announced.control, {
      ...question,
      timeoutMs: CHANGE_TIMEOUT_MS,
    }).catch((cause: unknown) => {
      throw notRunning(cause);
    });
    if (status >= 400) throw refusal(answer);
    return answer;
  };
  return {
    place: async () => readAnnounced(stateFolder),
    async status(how) {
      const announced = readAnnounced(stateFolder);
      if (!announced) return undefined;
      const timeoutMs = how === 'patient' ? PATIENT_MS : STATUS_TIMEOUT_MS;
      const question = { method: 'GET', path: '/status', timeoutMs } as const;
      const [status, answer] = await call(announced.control, question).catch(() => [0, undefined] as const);
      return status === 200 ? (answer as SandboxStatus) : undefined;
    },
    inject: async (fault) => (await ask({ method: 'POST', path: '/faults', body: fault })) as ActiveFault,
    clear: async (fault) =>
      (await ask({ method: 'POST', path: '/clear', body: { fault } })) as readonly ActiveFault[],
    log: async (server) =>
      (await ask({ method: 'GET', path: `/log/${encodeURIComponent(server)}` })) as readonly LogEntry[],
  };
}
