// Owns ledger-export's addresses: health and metrics for everyone, bookings and the pause for operators.
import { Hono } from 'hono';
import { z } from 'zod';
import { operatorOnly } from '../operator-only.ts';
import { problem } from '../problem.ts';
import type { RequestLog } from '../request-log.ts';
import { ledgerHealth, ledgerMetrics } from './health.ts';
import type { Importer } from './importer.ts';
import type { Ledger } from './ledger.ts';

interface Inside {
  readonly ledger: Ledger;
  readonly importer: Importer;
  readonly log: RequestLog;
  readonly operatorToken: string;
}

const Page = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
const Pause = z.strictObject({ paused: z.boolean() });
const PROMETHEUS = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

const invalid = (error: z.ZodError) => ({
  status: 422 as const,
  code: 'request-invalid',
  title: 'Request refused',
  detail: z.prettifyError(error),
});

export function makeApp({ ledger, importer, log, operatorToken }: Inside): Hono {
  const app = new Hono();
  const now = () => ledgerHealth(ledger, importer);
  app.use(log.middleware());
  app.get('/health', (context) => context.json(now()));
  app.get('/metrics', (context) => context.body(ledgerMetrics(now(), importer.failed), 200, PROMETHEUS));
  app.use('/bookings', operatorOnly(operatorToken));
  app.use('/pause', operatorOnly(operatorToken));
  app.get('/bookings', (context) => {
    const page = Page.safeParse(context.req.query());
    if (!page.success) return problem(context, invalid(page.error));
    const data = ledger.after(page.data.after, page.data.limit);
    return context.json({ data, next: data.at(-1)?.sequence ?? page.data.after });
  });
  app.get('/pause', (context) => context.json({ paused: importer.paused }));
  app.put('/pause', async (context) => {
    const pause = Pause.safeParse(await context.req.json().catch(() => undefined));
    if (!pause.success) return problem(context, invalid(pause.error));
    importer.paused = pause.data.paused;
    return context.json(pause.data);
  });
  app.notFound((context) =>
    problem(context, {
      status: 404,
      code: 'address-unknown',
      title: 'Nothing here',
      detail: 'ledger-export does not answer this address.',
    }),
  );
  return app;
}
