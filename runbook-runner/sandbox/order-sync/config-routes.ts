// Owns order-sync's operator endpoints for its configuration: read, change under a condition, plan and roll back.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { Degraded, Fallback, Rollback, Throttle } from './config.ts';
import { answerWith, Operations, type Outcome, refused } from './operator.ts';
import type { RollbackDesk } from './rollback.ts';
import type { Revision, Settings } from './settings.ts';

const PATCH_TYPES = ['application/merge-patch+json', 'application/json'];
const RevisionNumber = z.coerce.number().int().min(1);

const etag = ({ revision }: Revision): Readonly<Record<string, string>> => ({ etag: `"${revision}"` });

const inForce = (revision: Revision): Outcome => ({
  ok: true,
  body: { ...revision },
  headers: etag(revision),
});

/** Why a conditional request may not change what is in force (RFC 9110 §13.1.1), or undefined when it may. */
function stale(context: Context, settings: Settings): Outcome | undefined {
  const wanted = context.req.header('if-match');
  const tags = wanted?.split(',').map((tag) => tag.trim());
  const { revision } = settings.current;
  if (tags === undefined || tags.includes('*') || tags.includes(`"${revision}"`)) return undefined;
  return refused(412, 'revision-changed', `Revision ${revision} is in force, not ${wanted}.`);
}

const unknownRevision = (revision: unknown): Outcome =>
  refused(422, 'revision-unknown', `There is no revision ${String(revision)}.`, [
    { pointer: '/revision', detail: 'there is no such revision' },
  ]);

/** Lays a patch over the configuration, if the condition of the request holds. */
function patching(settings: Settings, inWords?: (patch: never) => string) {
  return (patch: unknown, context: Context): Outcome => {
    const refusal = stale(context, settings);
    if (refusal) return refusal;
    const changed = settings.patch(patch, inWords?.(patch as never));
    if (changed.ok) return inForce(changed.revision);
    const detail = changed.errors.map((error) => `${error.pointer || '/'}: ${error.detail}`).join('; ');
    return refused(422, 'configuration-invalid', detail, changed.errors);
  };
}

export function configRoutes(settings: Settings, desk: RollbackDesk): Hono {
  const operations = new Operations();
  const patch = operations.handle(z.record(z.string(), z.unknown()), patching(settings));
  const part = <Body>(schema: z.ZodType<Body>, name: string, inWords: (body: Body) => string) =>
    operations.handle(schema, (body, context) =>
      patching(settings, () => inWords(body))({ [name]: body }, context),
    );
  return new Hono()
    .get('/', (context) => answerWith(context, inForce(settings.current)))
    .patch('/', (context) => {
      const type = context.req.header('content-type')?.split(';')[0] ?? '';
      if (PATCH_TYPES.includes(type)) return patch(context);
      return answerWith(context, refused(415, 'type-unknown', `Send ${PATCH_TYPES[0]}.`));
    })
    .get('/revisions', (context) => context.json({ data: settings.all }))
    .put(
      '/fallback',
      part(Fallback.partial({ maxAgeSeconds: true }), 'fallback', ({ mode }) => `fallback ${mode}`),
    )
    .put(
      '/throttle',
      part(Throttle.required(), 'throttle', ({ requestsPerSecond: rate }) =>
        rate === null ? 'throttle off' : `throttle ${rate}/s`,
      ),
    )
    .put(
      '/degraded',
      part(Degraded, 'degraded', ({ mode }) => `degraded mode ${mode}`),
    )
    .route('/rollback', rollbackRoutes(settings, desk, operations));
}

function rollbackRoutes(settings: Settings, desk: RollbackDesk, operations: Operations): Hono {
  return new Hono()
    .get('/', (context) => {
      const wanted = RevisionNumber.safeParse(context.req.query('revision'));
      const target = settings.find(wanted.data ?? 0);
      if (target === undefined) return answerWith(context, unknownRevision(context.req.query('revision')));
      return answerWith(context, {
        ok: true,
        body: { ...desk.plan(target) },
        headers: etag(settings.current),
      });
    })
    .post(
      '/',
      operations.handle(Rollback, async ({ revision }, context) => {
        const target = settings.find(revision);
        if (target === undefined) return unknownRevision(revision);
        return stale(context, settings) ?? inForce(await desk.rollBack(target));
      }),
    );
}
