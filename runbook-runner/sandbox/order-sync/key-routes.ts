// Owns order-sync's operator endpoints for its keys: see the slots of each upstream, and move a rotation on or back.
import { Hono } from 'hono';
import { z } from 'zod';
import { answerWith, Operations, type Outcome, refused } from './operator.ts';
import type { Rotation } from './rotation.ts';

const Stage = z.strictObject({ credentialRef: z.string().min(1).max(200).optional() });
const Nothing = z.strictObject({});

export function keyRoutes(rotations: ReadonlyMap<string, Rotation>): Hono {
  const app = new Hono();
  app.get('/', (context) =>
    context.json(Object.fromEntries([...rotations].map(([name, { slots }]) => [name, slots.shown()]))),
  );
  const operations = new Operations();
  const move = <Body>(
    name: string,
    body: z.ZodType<Body>,
    make: (rotation: Rotation, body: Body) => Promise<Outcome> | Outcome,
  ) =>
    app.post(`/:upstream/${name}`, async (context) => {
      const rotation = rotations.get(context.req.param('upstream'));
      if (rotation !== undefined) return operations.handle(body, (given) => make(rotation, given))(context);
      return answerWith(context, refused(404, 'upstream-unknown', 'order-sync has no such upstream.'));
    });
  move('stage', Stage, (rotation, { credentialRef }) => rotation.stage(credentialRef));
  move('verify', Nothing, (rotation) => rotation.verify());
  move('switch', Nothing, (rotation) => rotation.switch());
  move('retire', Nothing, (rotation) => rotation.retire());
  move('rollback', Nothing, (rotation) => rotation.rollBack());
  return app;
}
