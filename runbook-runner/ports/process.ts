// Programs of this machine: by absolute path, without a shell, bounded in time, output and environment. They run in
// the root folder, so that nothing of the repository is picked up by chance.
export interface ProcessRequest {
  /** Absolute path of the executable; nothing is searched for. */
  readonly executable: string;
  /** Handed over as they are; no shell ever reads them. */
  readonly arguments: readonly string[];
  /** Names of the runner's environment variables that the program gets beside the minimal ones. */
  readonly variables?: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds from the call on; then the program and all that it started are killed. */
  readonly deadlineMs: number;
  /** Bytes of each output stream after which the program is killed; 1 MiB unless said otherwise. */
  readonly maxOutputBytes?: number;
}

interface Output {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly durationMs: number;
}

/** How a program ended; never throws for any of it. A killed one shows what it had written until then. */
export type ProcessOutcome =
  | (Output & { readonly ended: 'exited'; readonly exitCode: number })
  /** It ended itself, or another process ended it, by this signal. */
  | (Output & { readonly ended: 'signalled'; readonly by: string })
  | (Output & { readonly ended: 'timeout' | 'interrupted' | 'output-too-large' })
  /** `reason` is a sentence without the path: "There is no such file." */
  | { readonly ended: 'not-started'; readonly reason: string };

export interface ProcessPort {
  run(request: ProcessRequest): Promise<ProcessOutcome>;
}
