// A thread that commits runs while the engine goes on: in a burst, waiting for the disk would hold up every check.
import { Worker } from 'node:worker_threads';
import type { RunInsert } from './run-insert.ts';

/** What is told in this time goes over in one message, and is committed together. */
const GATHER_MS = 8;

export interface WriterOptions {
  readonly path: string;
  readonly maxBytes: number | undefined;
}

interface Waiting {
  readonly insert: RunInsert;
  readonly resolve: (written: boolean) => void;
}

/** The bundle keeps its entries beside its chunks' folder; sources stand beside one another. */
const THREAD = import.meta.url.endsWith('.ts') ? './run-writer-thread.ts' : '../run-writer.mjs';

export class RunWriter {
  readonly #thread: Worker;
  /** Nothing is written any more; the thread itself may take some time to go. */
  readonly #ended: Promise<unknown>;
  #state: 'starting' | 'ready' | 'ended' = 'starting';
  #gathered: Waiting[] = [];
  /** Messages that were not answered, in order. */
  #sent: Waiting[][] = [];

  constructor(options: WriterOptions) {
    this.#thread = new Worker(new URL(THREAD, import.meta.url), { workerData: options });
    this.#thread.on('error', () => this.#lost());
    this.#ended = new Promise<void>((resolve) => {
      this.#thread.on('message', (told: 'ready' | 'closed' | readonly boolean[]) => {
        if (told === 'ready') this.#begin();
        else if (told === 'closed') resolve();
        else this.#answered(told);
      });
      this.#thread.once('exit', () => resolve());
    }).then(() => this.#lost());
  }

  /** True after the commit; false when it could not be written, and nothing of it was kept. No more come after the `last`. */
  write(insert: RunInsert, last = false): Promise<boolean> {
    return new Promise((resolve) => {
      this.#gathered.push({ insert, resolve });
      if (this.#state === 'starting') return;
      if (last) this.#send();
      else if (this.#gathered.length === 1) setTimeout(() => this.#send(), GATHER_MS);
    });
  }

  /** Waits for what was handed over, then ends the thread. */
  async close(): Promise<void> {
    this.#send();
    this.#thread.ref();
    if (this.#state === 'ready') this.#thread.postMessage('close');
    else await this.#thread.terminate();
    await this.#ended;
    this.#thread.unref();
  }

  /** The file is open; whatever was told meanwhile goes over. With nothing on its way, the process may end. */
  #begin(): void {
    this.#state = 'ready';
    this.#send();
    if (this.#sent.length === 0) this.#thread.unref();
  }

  #send(): void {
    const batch = this.#gathered;
    this.#gathered = [];
    if (this.#state !== 'ready') tell(batch, []);
    else if (batch.length > 0) {
      this.#thread.ref();
      this.#sent.push(batch);
      this.#thread.postMessage(batch.map(({ insert }) => insert));
    }
  }

  #answered(written: readonly boolean[]): void {
    tell(this.#sent.shift() ?? [], written);
    if (this.#sent.length === 0) this.#thread.unref();
  }

  /** The thread ended by itself: what it did not answer is to be written by another way. */
  #lost(): void {
    this.#state = 'ended';
    for (const batch of this.#sent) tell(batch, []);
    this.#sent = [];
    this.#send();
  }
}

function tell(batch: readonly Waiting[], written: readonly boolean[]): void {
  for (const [index, { resolve }] of batch.entries()) resolve(written[index] ?? false);
}
