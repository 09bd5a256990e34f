// Temporary actions end by themselves: when one is due it is undone, once, by whoever serves the folder.
import { PlaybookError } from '../errors/index.ts';
import type { RunRecord, StorePort } from '../ports/store.ts';
import { undo } from './action.ts';
import type { Core } from './core.ts';
import { holds } from './may-hold.ts';
import { settledRuns } from './settled.ts';

/** How often the store is asked: commands beside the server add temporaries too. */
const LOOK_EVERY_MS = 1_000;
/** An undo that could not be sent at all is tried again this long after. */
const RETRY_AFTER_MS = 60_000;

/** Who undoes what is due: the actor of the record. */
export const EXPIRY_ACTOR = 'playbook (expiry)';

export class Expiry {
  readonly #core: Core;
  readonly #report: (error: unknown) => void;
  /** Monotonic time before which a run is left alone, after an attempt that sent nothing. */
  readonly #notBefore = new Map<string, number>();

  /** Errors go to `report` and never end the watch. */
  constructor(core: Core, report: (error: unknown) => void) {
    this.#core = core;
    this.#report = report;
  }

  /** Undoes what falls due until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#core.deps.ports;
    while (!signal.aborted) {
      await this.look().catch(this.#report);
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }

  /** One look: undoes every temporary action whose time has come. */
  async look(): Promise<void> {
    const store = await this.#core.store();
    const { clock } = this.#core.deps.ports;
    const now = clock.now().toISOString();
    // A command beside the server may have been killed while it acted; what it left reads `running`, and is due too.
    await settledRuns(this.#core, { kind: 'action', state: 'running' }, EXPIRY_ACTOR);
    const due = (await store.temporaries()).filter((run) => run.expiresAt !== null && run.expiresAt <= now);
    await Promise.all(
      due.map((run) => this.#expire(run).catch((error) => this.#report(notEnded(run, error)))),
    );
  }

  async #expire(run: RunRecord): Promise<void> {
    const { clock } = this.#core.deps.ports;
    if (clock.monotonicMs() < (this.#notBefore.get(run.id) ?? Number.NEGATIVE_INFINITY)) return;
    const store = await this.#core.store();
    const attempts = await store.list({ undoes: run.id });
    const last = attempts.find(waitsForPerson);
    if (last && !(last.status === 'unmet' && (await undoneSince(store, last)))) return;
    this.#notBefore.set(run.id, clock.monotonicMs() + RETRY_AFTER_MS);
    const own = attempts.filter((one) => one.actor === EXPIRY_ACTOR).length;
    const asked = { actor: EXPIRY_ACTOR, idempotencyKey: `expiry ${run.id} ${own}`, foreseen: true };
    await undo(this.#core, run.id, asked, () => {});
  }
}

/** The same error, with the change that still holds: whoever reads it asked for nothing. */
function notEnded({ id, subject, environment }: RunRecord, error: unknown): unknown {
  if (!(error instanceof PlaybookError)) return error;
  const message = `"${subject}" in ${environment} is due to end, and could not be undone (run ${id}). ${error.message}`;
  return new PlaybookError(error.code, message, { hint: error.hint, cause: error });
}

/** What stood in the way of an undo may have been a later change of ours, which was taken back since. */
async function undoneSince(store: StorePort, { environment, startedAt }: RunRecord): Promise<boolean> {
  const undone = await store.list({ kind: 'undo', environment, since: startedAt });
  return undone.some(({ status }) => holds(status ?? ''));
}

/** An undo that is under way, done, or of unknown end; or that was refused to us. */
function waitsForPerson({ state, status, actor }: RunRecord): boolean {
  if (state === 'running' || state === 'outcome_unknown' || status === 'done') return true;
  return actor === EXPIRY_ACTOR && status !== 'error' && state === 'finished';
}
