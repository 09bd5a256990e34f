// Streams events of a run as lines of JSON while they happen. What fails before the first event keeps its status.
import { asPlaybookError, problemDocument } from './problem.ts';

type Emit = (event: object) => void;

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
  const leave = () => gone.abort(new Error('The client went away.'));
  request.signal.addEventListener('abort', leave, { once: true });
  const encoder = new TextEncoder();
  const begun = Promise.withResolvers<Response>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    start: (own) => {
      controller = own;
    },
    cancel: () => {
      open = false;
      leave();
    },
  });
  let answered = false;
  const emit: Emit = (event) => {
    if (!open) return;
    controller?.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
    if (answered) return;
    answered = true;
    begun.resolve(new Response(body, { headers: { 'content-type': 'application/x-ndjson' } }));
  };
  const end = () => {
    request.signal.removeEventListener('abort', leave);
    if (open) controller?.close();
    open = false;
  };
  run(emit, gone.signal)
    .then((result) => emit({ event: 'result', result }))
    .catch((error: unknown) => {
      if (!answered) return begun.reject(error);
      const known = asPlaybookError(error);
      if (known.code === 'internal') report(error);
      emit({ event: 'problem', problem: problemDocument(known) });
    })
    .finally(end);
  return begun.promise;
}
