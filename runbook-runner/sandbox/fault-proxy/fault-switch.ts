// Owns the one fault that may be on in front of a server: it begins, is refused, or ends, one switch after another.
import { isDeepStrictEqual } from 'node:util';
import { PlaybookError } from '../../errors/index.ts';
import type { ActiveFault, FaultOrder } from '../../ports/sandbox.ts';
import { type FaultOptions, parseFault } from './fault-options.ts';

/** What makes a fault real, and takes it back. */
export interface Effects {
  begin(fault: FaultOptions): Promise<void>;
  end(fault: FaultOptions): Promise<void>;
}

interface On {
  readonly order: FaultOrder;
  readonly fault: FaultOptions;
  readonly shown: ActiveFault;
  readonly timer: NodeJS.Timeout;
}

/** The longest delay that a timer takes; about 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

function refusal(on: On, order: FaultOrder): PlaybookError {
  const message = `"${order.id}" was not injected: "${on.order.id}" is active on ${on.order.target} until ${on.shown.endsAt}.`;
  return new PlaybookError('fault_active', message, {
    hint: 'One fault a server at a time. End it with `npm run -s playbook -- sandbox clear`.',
    data: { active: on.shown },
  });
}

export class FaultSwitch {
  readonly #effects: Effects;
  #on: On | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  get fault(): FaultOptions | undefined {
    return this.#on?.fault;
  }

  get shown(): ActiveFault | undefined {
    return this.#on?.shown;
  }

  /** Begins a fault; the same one again answers it as it is. Throws `invalid_request`, or `fault_active` by name. */
  inject(order: FaultOrder): Promise<ActiveFault> {
    return this.#inTurn(async () => {
      const fault = parseFault(order);
      if (this.#on && isDeepStrictEqual(this.#on.order, order)) return this.#on.shown;
      if (this.#on) throw refusal(this.#on, order);
      await this.#effects.begin(fault);
      const on = this.#started(order, fault);
      this.#on = on;
      return on.shown;
    });
  }

  /** Ends the fault that is on; answers it. */
  clear(): Promise<ActiveFault | undefined> {
    return this.#inTurn(() => this.#end(this.#on));
  }

  /** Forgets the timer, so that nothing ends after the proxy did. */
  stop(): void {
    clearTimeout(this.#on?.timer);
  }

  #started(order: FaultOrder, fault: FaultOptions): On {
    const startedAt = Date.now();
    const shown = {
      fault: order.id,
      title: order.title,
      startedAt: new Date(startedAt).toISOString(),
      endsAt: new Date(startedAt + order.durationMs).toISOString(),
    };
    const delayMs = Math.min(order.durationMs, MAX_TIMER_MS);
    const timer = setTimeout(() => void this.#inTurn(() => this.#end(on)), delayMs).unref();
    const on: On = { order, fault, shown, timer };
    return on;
  }

  async #end(ended: On | undefined): Promise<ActiveFault | undefined> {
    if (ended === undefined || this.#on !== ended) return undefined;
    this.#on = undefined;
    clearTimeout(ended.timer);
    await this.#effects.end(ended.fault);
    return ended.shown;
  }

  /** One switch after another, so that an injection and an end never interleave. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
