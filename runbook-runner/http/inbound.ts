// The second listener: takes webhooks of declared sources, each by its own signature, and serves nothing else.
import type { Received, Unready } from '../core/inbound.ts';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Arrival } from '../ports/inbound.ts';
import type { ListenerPort, PlainAnswer, RawRequest } from '../ports/listener.ts';
import { cutShort, MAX_BODY_BYTES } from './gates/body.ts';
import { createQueue } from './gates/queue.ts';
import { InboundTally } from './inbound-tally.ts';
import { asPlaybookError, plainProblem, problemResponse } from './problem.ts';
import { secure, secured } from './security-headers.ts';
import { LIMITS, REFUSED, type RunningServer } from './serve.ts';

export interface InboundOptions {
  readonly listener: ListenerPort;
  readonly clock: Pick<ClockPort, 'monotonicMs'>;
  /** `runner.receive`. */
  readonly receive: (arrival: Arrival) => Promise<Received | Unready>;
  /** Environment whose secrets verify. */
  readonly environment: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Hears how many were refused and why, at most once a minute for each source and reason. */
  readonly report: (text: string) => void;
  readonly limits?: Partial<typeof LIMITS>;
}

/** Deliveries being read and verified at once. */
const MOST_AT_ONCE = 64;
const ADDRESS = /^\/in\/([a-z0-9-]{1,100})\/([a-z0-9-]{1,100})$/;

/** Throws `port_taken`. */
export async function startInbound(options: InboundOptions): Promise<RunningServer> {
  const limits = { ...LIMITS, ...options.limits };
  const { host, port, environment, report } = options;
  const queue = createQueue(MOST_AT_ONCE);
  const tally = new InboundTally(options.clock, report);
  const listening = await options.listener.listen({
    ...limits,
    ...{ host, port },
    admit(raw) {
      const refused = admit(raw);
      return refused && secured(plainProblem(refused));
    },
    refuse: refuse400,
    async handle(request, { target }) {
      try {
        const [, integration = '', source = ''] = ADDRESS.exec(target) ?? [];
        const arrival = { integration, source, environment };
        const received = await queue.run(async () => options.receive(await arrivalOf(request, arrival)));
        if ('unready' in received) throw unready(received.unready);
        const headers = { 'cache-control': 'no-store' };
        return secure(Response.json(received, { headers }));
      } catch (error) {
        const known = asPlaybookError(error);
        tally.refused(target, known);
        return secure(problemResponse(known));
      }
    },
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`,
    port: listening.port,
    close: () => listening.close(limits.graceMs),
  };
}

function unready(why: string): PlaybookError {
  const message = 'Deliveries cannot be verified here now.';
  return new PlaybookError('webhook_unready', message, { cause: new Error(why) });
}

function refuse400(status: number): PlainAnswer {
  const error = new PlaybookError('malformed_request', REFUSED[status] ?? 'The bytes are not a request.');
  return secured(plainProblem(error, status));
}

/** Looks at the request line and the announced length, before a byte of the body is read. */
function admit({ method, target, rawHeaders }: RawRequest): PlaybookError | undefined {
  if (!ADDRESS.test(target)) return new PlaybookError('not_found', 'Nothing is at this address.');
  if (method !== 'POST') {
    return new PlaybookError('method_refused', 'Webhooks are sent by POST.', { data: { allow: 'POST' } });
  }
  const length = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length',
  );
  return length >= 0 && Number(rawHeaders[length + 1]) > MAX_BODY_BYTES ? tooLarge() : undefined;
}

const tooLarge = () => new PlaybookError('body_too_large', `A delivery has at most ${MAX_BODY_BYTES} bytes.`);

async function arrivalOf(
  request: Request,
  name: Pick<Arrival, 'integration' | 'source' | 'environment'>,
): Promise<Arrival> {
  const header = (one: string) => request.headers.get(`webhook-${one}`) ?? undefined;
  const headers = { id: header('id'), timestamp: header('timestamp'), signature: header('signature') };
  const body = await bodyOf(request).catch((error: unknown) => {
    throw error instanceof PlaybookError ? error : cutShort(error);
  });
  return { ...name, headers, body };
}

/** The bytes as they arrived: the signature is over them. A body without a length is cut off where it is too large. */
async function bodyOf(request: Request): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
