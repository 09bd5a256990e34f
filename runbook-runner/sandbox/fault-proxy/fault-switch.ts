// Owns the faults that are on in front of a server: each begins, is refused, or ends, one switch after another.
import { isDeepStrictEqual } from 'node:util';
import { PlaybookError } from '../../errors/index.ts';
import { instant } from '../../ports/found.ts';
import type { ActiveFault, FaultOrder } from '../../ports/sandbox.ts';
import type { Credentials } from './credentials.ts';
import { type Effect, type FaultKind, LAYERS, type Layer } from './kinds/kind.ts';
import { parseOrder } from './parse-order.ts';
import { type OpenStage, openStage } from './stage.ts';

/** A fault that is on. */
export interface On {
  readonly order: FaultOrder;
  readonly kind: FaultKind;
  readonly effect: Effect;
  readonly shown: ActiveFault;
  readonly stage: OpenStage;
}

/** When an end that failed is tried again. */
const AGAIN_MS = 500;

const layersOf = (effect: Effect): Layer[] => LAYERS.filter((layer) => effect[layer] !== undefined);

function refusal(on: On, order: FaultOrder, layer: Layer): PlaybookError {
  const { order: other, shown } = on;
  const message = `"${order.id}" was not injected: "${other.id}" is active on ${other.target} until ${instant(shown.endsAt)}.`;
  return new PlaybookError('fault_active', message, {
    hint: `Both disturb the ${layer}. End it with \`npm run -s playbook -- sandbox clear ${other.id}\`.`,
    data: { active: shown },
  });
}

const TRIED_AGAIN =
  'While a fault is listed, its end is tried again by itself: npm run -s playbook -- sandbox status shows it.';

/** What to say of a fault whose end failed: the way out, then what the cause itself says of one. */
export function notEnded(what: string, cause: unknown, wayOut: string): PlaybookError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const own = cause instanceof PlaybookError && cause.hint !== undefined ? ` ${cause.hint}` : '';
  const hint = `${wayOut}${own}`;
  return new PlaybookError('fault_not_ended', `${what} could not be put back. ${why}`, { hint, cause });
}

function shownOf({ id, title, durationMs }: FaultOrder): ActiveFault {
  const startedAt = Date.now();
  return {
    fault: id,
    title,
    startedAt: new Date(startedAt).toISOString(),
    endsAt: new Date(startedAt + durationMs).toISOString(),
  };
}

interface Options {
  readonly credentials: Credentials;
  /** Layers that the server has; a fault of another is refused. */
  readonly layers: readonly Layer[];
  /** Makes what changed real: called after each begin and each end. What it rejects did not happen. */
  readonly changed: (effect: Effect) => Promise<void>;
}

export class FaultSwitch {
  readonly #options: Options;
  readonly #on = new Map<string, On>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Whose end is under way. */
  #ending: On | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The faults that are to be on, in the order in which they began. */
  get on(): readonly On[] {
    return [...this.#on.values()].filter((on) => on !== this.#ending);
  }

  /** The faults that disturb: one that ends does so until its end is real. */
  get listed(): readonly ActiveFault[] {
    return [...this.#on.values()].map(({ shown }) => shown);
  }

  get undisturbed(): boolean {
    return this.#on.size === 0;
  }

  /**
   * Begins a fault; the same one again answers it as it is while its time lasts, and ends it first afterwards. Throws
   * `invalid_request`, or `fault_active` with the name of the fault that has its layer.
   */
  inject(order: FaultOrder): Promise<ActiveFault> {
    return this.#inTurn(async () => {
      const { kind, begin } = parseOrder(order);
      const same = this.#on.get(order.id);
      const over = same !== undefined && Date.parse(same.shown.endsAt) <= Date.now();
      if (over) await this.#end(same);
      else if (same && isDeepStrictEqual(same.order, order)) return same.shown;
      const stage = openStage(this.#options.credentials.inUse);
      const effect = begin(stage);
      this.#refuseForeign(order, effect);
      this.#refuseOverlap(order, effect);
      const shown = shownOf(order);
      await this.#begin({ order, kind, effect, stage, shown });
      return shown;
    });
  }

  /** Ends the fault of that id if it is on, or every one; answers those that ended. One that cannot be ended stays on. */
  clear(fault?: string): Promise<readonly ActiveFault[]> {
    return this.#inTurn(async () => {
      const ended: ActiveFault[] = [];
      const failures: unknown[] = [];
      const meant = this.on.filter(({ order }) => fault === undefined || order.id === fault);
      for (const on of meant)
        await this.#end(on).then(
          (shown) => ended.push(...shown),
          (error: unknown) => failures.push(error),
        );
      if (failures.length > 0) throw failures[0];
      return ended;
    });
  }

  /** Forgets the timers, so that nothing ends after the proxy did. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const { stage } of this.#on.values()) stage.end();
    this.#on.clear();
  }

  async #begin(on: On): Promise<void> {
    this.#on.set(on.order.id, on);
    try {
      await this.#options.changed(on.effect);
      this.#endIn(on, on.order.durationMs);
    } catch (error) {
      this.#forget(on);
      throw error;
    }
  }

  /** An end that fails then is tried again by itself; until it succeeds the fault is listed. */
  #endIn(on: On, ms: number): void {
    const end = () => void this.#inTurn(() => this.#end(on)).catch(() => undefined);
    const { id } = on.order;
    clearTimeout(this.#timers.get(id));
    if (this.#on.get(id) === on) this.#timers.set(id, setTimeout(end, ms).unref());
  }

  #refuseForeign({ id, target }: FaultOrder, effect: Effect): void {
    const { layers } = this.#options;
    const foreign = layersOf(effect).find((layer) => !layers.includes(layer));
    if (foreign === undefined) return;
    const message = `"${id}" was not injected: nobody can disturb the ${foreign} of "${target}".`;
    throw new PlaybookError('invalid_request', message, {
      hint: `It meets faults of: ${layers.join(', ')}.`,
    });
  }

  #refuseOverlap(order: FaultOrder, effect: Effect): void {
    for (const on of this.on) {
      const shared = layersOf(effect).find((layer) => on.effect[layer] !== undefined);
      if (shared !== undefined) throw refusal(on, order, shared);
    }
  }

  async #end(ended: On): Promise<readonly ActiveFault[]> {
    if (this.#on.get(ended.order.id) !== ended) return [];
    this.#ending = ended;
    try {
      await this.#options.changed(ended.effect);
      this.#forget(ended);
      return [ended.shown];
    } catch (error) {
      this.#endIn(ended, AGAIN_MS);
      throw notEnded(`What "${ended.order.id}" changed`, error, TRIED_AGAIN);
    } finally {
      this.#ending = undefined;
    }
  }

  #forget({ order: { id }, stage }: On): void {
    this.#on.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    stage.end();
  }

  /** One switch after another, so that an injection and an end never interleave. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
