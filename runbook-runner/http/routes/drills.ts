// Drills that people take: an attempt on a page, or one that was talked through; and how a drill went over time.
import { createRoute, z } from '@hono/zod-openapi';
import { body, json, KEYED, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { idempotencyKey } from '../gates/idempotency.ts';
import { pageOf, requireSeal } from '../gates/seal.ts';
import {
  AttemptValue,
  ExerciseValue,
  followUpValue,
  KeptValue,
  LeftValue,
  TrendValue,
} from '../schemas/drills.ts';
import { DebriefRequest, DrillRequest, ExerciseRequest, Name, RunId } from '../schemas/requests.ts';

const answer = { 200: json(AttemptValue, 'How far it is.'), ...problems };
const drillParam = z.strictObject({ id: Name.describe('Id of the drill.') });
const runParam = z.strictObject({ id: RunId });

const begin = createRoute({
  method: 'post',
  path: '/api/drills/{id}/attempts',
  summary: 'Break the sandbox, and start the clock of a drill that a person takes',
  request: { params: drillParam, body: body(DrillRequest) },
  responses: answer,
});
const look = createRoute({
  method: 'get',
  path: '/api/drill-attempts/{id}',
  summary: 'A drill that a person takes',
  request: { params: runParam },
  responses: answer,
});
const hint = createRoute({
  method: 'post',
  path: '/api/drill-attempts/{id}/hints',
  summary: 'Take the next hint; it costs points',
  request: { params: runParam },
  responses: answer,
});
const finish = createRoute({
  method: 'post',
  path: '/api/drill-attempts/{id}/finish',
  summary: 'End the fault, take back what stands, and count the points',
  request: { params: runParam },
  responses: answer,
});
const trend = createRoute({
  method: 'get',
  path: '/api/drills/{id}/trend',
  summary: 'How a drill went over time',
  request: { params: drillParam },
  responses: { 200: json(TrendValue, 'The oldest first.'), ...problems },
});

const talked = createRoute({
  method: 'post',
  path: '/api/drills/{id}/exercises',
  summary: 'Record a tabletop exercise that was played, by its criteria of success',
  description: KEYED,
  request: { params: drillParam, body: body(ExerciseRequest) },
  responses: { 200: json(ExerciseValue, 'As it was recorded.'), ...problems },
});
const keep = createRoute({
  method: 'post',
  path: '/api/drill-runs/{id}/debrief',
  summary: 'Keep the debrief of a run of a drill, and open its follow-ups; what was kept before stays',
  description: KEYED,
  request: { params: runParam, body: body(DebriefRequest) },
  responses: { 200: json(KeptValue, 'As it was kept.'), ...problems },
});
const left = createRoute({
  method: 'get',
  path: '/api/drills/{id}/left',
  summary: 'What a drill left behind: debriefs and open follow-ups',
  request: { params: drillParam },
  responses: {
    200: json(LeftValue, 'The newest debrief of each run, the follow-ups by their date.'),
    ...problems,
  },
});

function addTabletop(app: EdgeApp, { runner }: Edge): void {
  app.openapi(talked, async (c) => {
    const { met, played: day, people: who, ...agreed } = c.req.valid('json');
    requireSeal(agreed, c.get('origin'));
    const key = idempotencyKey(c.req.header('idempotency-key'));
    const person = { actor: c.get('actor'), page: pageOf(agreed), idempotencyKey: key };
    const told = { met, played: day, people: who };
    const exercise = await runner.tabletop.record(c.req.valid('param').id, told, person);
    const { run, drill, status, reason, played, people, actor, followUps } = exercise;
    const answered = { run, drill, status, reason, played, people, actor };
    return c.json({ ...answered, followUps: followUps.map(followUpValue) }, 200);
  });
}

/** What a drill left behind. */
function addLeft(app: EdgeApp, { runner }: Edge): void {
  app.openapi(keep, async (c) => {
    const key = idempotencyKey(c.req.header('idempotency-key'));
    const teller = { actor: c.get('actor'), idempotencyKey: key };
    const kept = await runner.debrief.keep(c.req.valid('param').id, c.req.valid('json'), teller);
    return c.json({ ...kept, followUps: kept.followUps.map(followUpValue) }, 200);
  });
  app.openapi(left, async (c) => {
    const { id: source } = c.req.valid('param');
    const debriefs = await runner.debrief.of(source);
    const found = await runner.followUps({ source, status: 'open' });
    return c.json({ debriefs, followUps: found.map(followUpValue) }, 200);
  });
}

export function addDrills(app: EdgeApp, edge: Edge): void {
  const { attempts, drillTrend } = edge.runner;
  addTabletop(app, edge);
  addLeft(app, edge);
  app.openapi(begin, async (c) => {
    const person = { actor: c.get('actor'), page: pageOf(c.req.valid('json')) };
    return c.json(await attempts.begin(c.req.valid('param').id, person), 200);
  });
  app.openapi(look, async (c) => c.json(await attempts.look(c.req.valid('param').id), 200));
  app.openapi(hint, async (c) => c.json(await attempts.hint(c.req.valid('param').id, c.get('actor')), 200));
  app.openapi(finish, async (c) =>
    c.json(await attempts.finish(c.req.valid('param').id, c.get('actor')), 200),
  );
  app.openapi(trend, async (c) => {
    return c.json({ points: [...(await drillTrend(c.req.valid('param').id))] }, 200);
  });
}
