// Streams events of a run as lines of JSON while they happen. What fails before the first event keeps its status.
import { PlaybookError } from '../errors/index.ts';
import { asPlaybookError, problemDocument } from './problem.ts';

type Emit = (event: object) => void;

/** Said outright, since the server would otherwise hold the head back to see whether the body ends at once. */
const HEADERS = { 'content-type': 'application/x-ndjson', 'transfer-encoding': 'chunked' };

/** A body to which lines are written for as long as somebody reads it. */
class LineBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(onLeave: () => void) {
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#controller = undefined;
        onLeave();
      },
    });
  }

  /** False when nobody reads any more. */
  write(value: object): boolean {
    this.#controller?.enqueue(this.#encoder.encode(`${JSON.stringify(value)}\n`));
    return this.#controller !== undefined;
  }

  end(): void {
    this.#controller?.close();
    this.#controller = undefined;
  }
}

/**
 * Answers when the run has begun. `signal` aborts when the client goes away; whoever must not be interrupted
 * leaves it unused. `report` gets errors that we did not foresee.
 */
export function ndjson(
  request: Request,
  run: (emit: Emit, signal: AbortSignal) => Promise<unknown>,
  report: (error: unknown) => void,
): Promise<Response> {
  const gone = new AbortController();
  const leave = () => gone.abort(new PlaybookError('interrupted', 'The client went away.'));
  request.signal.addEventListener('abort', leave, { once: true });
  const body = new LineBody(leave);
  const begun = Promise.withResolvers<Response>();
  let answered = false;
  const emit: Emit = (event) => {
    if (!body.write(event) || answered) return;
    answered = true;
    // What was begun sends its own request first: the head, once written, wakes a browser that wants the processor too.
    setImmediate(() => begun.resolve(new Response(body.stream, { headers: HEADERS })));
  };
  run(emit, gone.signal)
    .then((result) => emit({ event: 'result', result }))
    .catch((error: unknown) => {
      if (!answered) return begun.reject(error);
      const known = asPlaybookError(error);
      if (known.code === 'internal') report(error);
      emit({ event: 'problem', problem: problemDocument(known) });
    })
    .finally(() => {
      request.signal.removeEventListener('abort', leave);
      body.end();
    });
  return begun.promise;
}
