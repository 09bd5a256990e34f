// Owns the gate before any data request: a TLS handshake and a token must work first, and are looked at again
// every few seconds, and at once when a connection or the credential fails.
import { connect } from 'node:tls';
import { LINKS, type Link } from './broken-link.ts';
import type { UpstreamName } from './config.ts';
import type { Failure, Reached } from './connection.ts';
import type { EventLog } from './event-log.ts';

export interface PreflightFailure {
  readonly check: Link | 'token';
  readonly code: string;
}

interface Options extends Reached {
  readonly authorize: () => Promise<Failure | undefined>;
  readonly onChange: (open: boolean, failed: readonly PreflightFailure[]) => void;
}

const OPEN_INTERVAL_MS = 3_000;
const CLOSED_INTERVAL_MS = 400;
const HANDSHAKE_TIMEOUT_MS = 1_000;

const textOf = (failed: readonly PreflightFailure[]): string =>
  failed.map(({ check, code }) => `${check}: ${code}`).join(', ');

/** How far a verified handshake came, and the code that it failed with; undefined when it works. */
function handshake({ url, tls }: Reached): Promise<PreflightFailure | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), ...tls });
    let check: PreflightFailure['check'] = 'dns';
    const end = (code: string | undefined) => {
      socket.destroy();
      resolve(code === undefined ? undefined : { check, code });
    };
    socket.once('lookup', (error: Error | null) => {
      if (!error) check = 'tcp';
    });
    socket.once('connect', () => {
      check = 'tls';
    });
    socket.setTimeout(HANDSHAKE_TIMEOUT_MS, () => end('ETIMEDOUT'));
    socket.once('secureConnect', () => end(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

/** A connection that broke while the credential was tried says nothing of the credential. */
function withoutCredential({ kind, detail }: Failure): PreflightFailure {
  const broken = kind === 'timeout' ? 'connection' : LINKS.find((link) => link === kind);
  if (broken === undefined) return { check: 'token', code: detail };
  return { check: broken, code: `${detail}, while the credential was tried` };
}

/** Tells the log of each opening, and of each reason that the gate is closed for. */
export const reporting =
  (log: EventLog, upstream: UpstreamName): Options['onChange'] =>
  (open, failed) =>
    log.write({
      ...{ level: open ? 'info' : 'error', event: open ? 'preflight.passed' : 'preflight.failed', upstream },
      ...(open ? {} : { detail: textOf(failed) }),
    });

export class PreflightGate {
  readonly #options: Options;
  #failed: readonly PreflightFailure[] = [{ check: 'tls', code: 'not-run-yet' }];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#failed.length === 0;
  }

  get failed(): readonly PreflightFailure[] {
    return this.#failed;
  }

  /** Runs the preflight, or joins the one that is running. */
  run(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
      this.#schedule();
    });
    return this.#running;
  }

  /** Closes the gate until a preflight passes; for a failure that was met by a data request. */
  close(failure: PreflightFailure): void {
    this.#set([failure]);
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const broken = await handshake(this.#options);
    if (broken) return this.#set([broken]);
    const refused = await this.#options.authorize();
    // A limiter may answer before a key is looked at: what is known of the key holds.
    if (refused?.kind === 'rate-limit')
      return this.#set(this.#failed.filter(({ check }) => check === 'token'));
    this.#set(refused ? [withoutCredential(refused)] : []);
  }

  #set(failed: readonly PreflightFailure[]): void {
    const before = textOf(this.#failed);
    this.#failed = failed;
    if (before !== textOf(failed)) this.#options.onChange(this.open, failed);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.run(), this.open ? OPEN_INTERVAL_MS : CLOSED_INTERVAL_MS);
  }
}
