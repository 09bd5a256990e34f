// The redaction sink's two doors: what the core hands out, and what it keeps.
import { PlaybookError } from '../errors/index.ts';
import type { StorePort } from '../ports/store.ts';
import type { Redactor } from './redaction.ts';

/** The error without secrets; one that is not ours becomes `internal`. */
export function redactedError(redactor: Redactor, error: unknown): PlaybookError {
  if (error instanceof PlaybookError) {
    const { code, message, hint, location, data } = error;
    const shown = new PlaybookError(code, redactor.text(message), {
      hint: hint === undefined ? undefined : redactor.text(hint),
      location,
      data: redactor.redact(data),
    });
    return withStackOf(error, shown, redactor);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'AbortError') {
    return new PlaybookError('interrupted', 'The run was interrupted.');
  }
  return withStackOf(error, new PlaybookError('internal', redactor.text(message)), redactor);
}

/** Keeps where it came from, for the person who mends it; the cause itself could hold a secret. */
function withStackOf(from: unknown, to: PlaybookError, redactor: Redactor): PlaybookError {
  if (from instanceof Error && from.stack !== undefined) to.stack = redactor.text(from.stack);
  return to;
}

/** The same function, whose result and error pass the sink. */
export function guarded<Given extends unknown[], Result>(
  redactor: Redactor,
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return redactor.redact(await work(...given));
    } catch (error) {
      throw redactedError(redactor, error);
    }
  };
}

/** The same listener, which gets every event without secrets; what it throws does not reach the run. */
export function guardedObserver<Event>(
  redactor: Redactor,
  observer: ((event: Event) => void) | undefined,
): (event: Event) => void {
  if (observer === undefined) return () => {};
  return (event) => {
    try {
      observer(redactor.redact(event));
    } catch {
      // A listener that went away must not change what is recorded.
    }
  };
}

/** The same store, which is given nothing but redacted values to keep. */
export function redactingStore(store: StorePort, redactor: Redactor): StorePort {
  return {
    begin: (run) => store.begin(redactor.redact(run)),
    end: (id, ending, actor) => store.end(id, redactor.redact(ending), redactor.text(actor)),
    append(run, resultText) {
      // What stands around the result is looked through as text: a walk through every member costs several times as much.
      const { value: around } = redactor.written({ ...run, result: null });
      const result = redactor.redact(run.result);
      // A secret that was learned since the text was written made another result.
      return store.append({ ...around, result }, result === run.result ? resultText : undefined);
    },
    expect: (runs) => store.expect(runs),
    recover: (actor) => store.recover(redactor.text(actor)),
    get: (id) => store.get(id),
    list: (filter) => store.list(filter),
    seen: (filter) => store.seen(filter),
    quota: (integration, environment) => store.quota(integration, environment),
    temporaries: () => store.temporaries(),
    takeDelivery: (delivery) => store.takeDelivery(redactor.redact(delivery)),
    countRefusals: (counts) => store.countRefusals(redactor.redact(counts)),
    refusals: (filter) => store.refusals(filter),
    deliveries: (filter) => store.deliveries(filter),
    openFollowUp: (one, actor) => store.openFollowUp(redactor.redact(one), redactor.text(actor)),
    closeFollowUps: (closing) => store.closeFollowUps(redactor.redact(closing)),
    followUps: (filter) => store.followUps(filter),
    journal: (from, limit) => store.journal(from, limit),
    verifyJournal: () => store.verifyJournal(),
    lastEntry: () => store.lastEntry(),
    close: () => store.close(),
  };
}
