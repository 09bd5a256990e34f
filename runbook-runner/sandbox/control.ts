// Owns the sandbox's control address: status, inject, clear, log. Loopback and a bearer token; one a start.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { CODES, PlaybookError } from '../errors/index.ts';
import type { ActiveFault, FaultOrder, LogEntry, SandboxStatus } from '../ports/sandbox.ts';
import { listen, shut } from './listen.ts';

/** What the control address controls. */
export interface Controlled {
  status(): SandboxStatus;
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** Throws `fault_not_active` for a fault that is not on; ends every one when none is named. */
  clear(fault?: string): Promise<readonly ActiveFault[]>;
  /** Throws `not_found` for a server that there is not. */
  log(server: string): readonly LogEntry[];
}

export interface Control {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

const Order = z.strictObject({
  id: z.string().min(1),
  title: z.string(),
  target: z.string(),
  durationMs: z.number().min(1),
  longerThanAnHour: z.boolean().optional(),
  kind: z.string(),
  options: z.record(z.string(), z.unknown()),
});

const Clearing = z.strictObject({ fault: z.string().min(1).optional() });

function refuse(context: Context, error: PlaybookError): Response {
  const { code, status, message: detail, hint, data } = error;
  const body = { type: 'about:blank', title: CODES[code].title, status, detail, code, hint, data };
  return context.json(body, status as ContentfulStatusCode, { 'content-type': 'application/problem+json' });
}

async function read<Body>(context: Context, schema: z.ZodType<Body>, what: string): Promise<Body> {
  const body = schema.safeParse(await context.req.json().catch(() => undefined));
  if (body.success) return body.data;
  throw new PlaybookError('invalid_request', `This is not ${what}.`, { hint: z.prettifyError(body.error) });
}

function makeApp(controlled: Controlled, token: string): Hono {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  const app = new Hono();
  app.use(async (context, next) => {
    // A page that rebinds its own name to loopback still sends that name.
    if (!/^127\.0\.0\.1:\d+$/.test(context.req.header('host') ?? ''))
      throw new PlaybookError('host_refused', 'The control address answers to 127.0.0.1 only.');
    if (!timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected))
      throw new PlaybookError('token_refused', 'The control token is wrong.');
    await next();
  });
  app.get('/status', (context) => context.json(controlled.status()));
  app.post('/faults', async (context) =>
    context.json(await controlled.inject(await read(context, Order, 'a fault order')), 201),
  );
  app.post('/clear', async (context) => {
    const { fault } = await read(context, Clearing, 'an order to end a fault');
    return context.json(await controlled.clear(fault));
  });
  app.get('/log/:server', (context) => context.json(controlled.log(context.req.param('server'))));
  app.notFound((context) => refuse(context, new PlaybookError('not_found', 'No such control address.')));
  app.onError((error, context) =>
    refuse(
      context,
      error instanceof PlaybookError
        ? error
        : new PlaybookError('sandbox_failed', `The sandbox failed: ${error.message}`),
    ),
  );
  return app;
}

export async function startControl(controlled: Controlled): Promise<Control> {
  const token = randomBytes(32).toString('base64url');
  const server = createAdaptorServer({
    fetch: makeApp(controlled, token).fetch,
    createServer,
  }) as Server;
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, token, close: () => shut(server) };
}
