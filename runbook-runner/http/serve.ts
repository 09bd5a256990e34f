// Starts the server of pages and API on loopback. What it stands on is handed in.
import type { Runner } from '../core/runner.ts';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { ListenerPort, RawRequest } from '../ports/listener.ts';
import type { SitePort } from '../ports/site.ts';
import { createApp } from './app.ts';
import type { EdgeApp } from './edge.ts';
import { hostGate, ownHosts } from './gates/host.ts';
import { ownOrigins } from './gates/origin.ts';
import { createQueue } from './gates/queue.ts';
import type { Pairings } from './pairing.ts';
import { asPlaybookError, plainProblem, problemResponse } from './problem.ts';
import { secure, secured } from './security-headers.ts';
import { serveSite } from './site.ts';

export interface ServerOptions {
  readonly runner: Runner;
  readonly clock: ClockPort;
  readonly listener: ListenerPort;
  readonly site: SitePort;
  readonly pairings: Pairings;
  /** Token of the owner's terminal; at least 256 random bits, kept in `serve.json`. */
  readonly controlToken: string;
  readonly version: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** 127.0.0.1 unless said otherwise; [::1] is then served too, where the machine has it. */
  readonly host?: string;
  /** Gets errors that no one foresaw. */
  readonly report?: (error: unknown) => void;
  readonly limits?: Partial<typeof LIMITS>;
}

export interface RunningServer {
  /** `http://127.0.0.1:4747`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export const LIMITS = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  maxConnections: 256,
  /** Runs under way or waiting: the core's 32 workers and its queue of 1,000. */
  runs: 1_032,
  graceMs: 2_000,
};

/** Codes of bytes that never became a request. */
export const REFUSED: Readonly<Record<number, string>> = {
  408: 'The request did not arrive in time.',
  417: 'The expectation cannot be met.',
  431: 'The headers are too large.',
};

/** Throws `port_taken`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...LIMITS, ...options.limits };
  const host = options.host ?? '127.0.0.1';
  const report = options.report ?? (() => {});
  let hosts = ownHosts(options.port);
  let app: EdgeApp | undefined;
  const listening = await options.listener.listen({
    ...limits,
    host,
    port: options.port,
    alsoHost: host === '127.0.0.1' ? '::1' : undefined,
    admit(raw) {
      const refused = hostGate(raw, hosts);
      return refused && secured(plainProblem(refused));
    },
    refuse(status) {
      const error = new PlaybookError('malformed_request', REFUSED[status] ?? 'The bytes are not a request.');
      return secured(plainProblem(error, status));
    },
    handle: (request, raw) => answer(request, raw, { app, site: options.site, report }),
  });
  hosts = ownHosts(listening.port);
  app = createApp({
    ...options,
    report,
    origins: ownOrigins(hosts),
    queue: createQueue(limits.runs),
  });
  return {
    url: `http://${host}:${listening.port}`,
    port: listening.port,
    async close() {
      options.pairings.close();
      await listening.close(limits.graceMs);
    },
  };
}

interface Served {
  /** Undefined until the port is known, which its gates need. */
  readonly app: EdgeApp | undefined;
  readonly site: SitePort;
  readonly report: (error: unknown) => void;
}

/** The API below /api, the site everywhere else; never rejects. */
async function answer(request: Request, raw: RawRequest, { app, site, report }: Served): Promise<Response> {
  try {
    const api = /^\/api(?:[/?]|$)/.test(new URL(request.url).pathname);
    if (api) return unstored(secure(await started(app).fetch(request)));
    return secure(await serveSite(site, request, raw));
  } catch (error) {
    const known = asPlaybookError(error);
    if (known.code === 'internal') report(error);
    return secure(problemResponse(known));
  }
}

/** Answers of the API are for who asked, now. */
function unstored(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  return response;
}

function started(app: EdgeApp | undefined): EdgeApp {
  if (app) return app;
  throw new PlaybookError('internal', 'The server is still starting.');
}
