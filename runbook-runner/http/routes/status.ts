// GET /api/status: all that a page shows of the runner, in one answer.
import { createRoute } from '@hono/zod-openapi';
import type { Playbook } from '../../playbook/playbook.ts';
import { json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { Status } from '../schemas/answers.ts';

const status = createRoute({
  method: 'get',
  path: '/api/status',
  summary: 'Who acts, where, and what is unusual now',
  responses: { 200: json(Status, 'The state of the runner.'), ...problems },
});

export function addStatus(app: EdgeApp, { runner }: Edge): void {
  app.openapi(status, async (c) => {
    const [playbook, sandbox, temporaries, behind, provenance] = await Promise.all([
      runner.playbook(),
      runner.sandbox.status(),
      runner.temporaries(),
      runner.git.behind(),
      runner.git.provenance(),
    ]);
    return c.json(
      {
        actor: c.get('actor'),
        owner: runner.owner,
        environments: environmentsOf(playbook),
        sandbox: { running: sandbox !== undefined, faults: [...(sandbox?.faults ?? [])] },
        temporaries: temporaries.map(({ id, subject, environment, actor, startedAt, expiresAt, state }) => ({
          ...{ run: id, action: subject, environment, actor, startedAt, expiresAt },
          unknown: state === 'outcome_unknown',
        })),
        provenance: { commit: provenance.commit, dirty: provenance.dirty },
        behind: behind?.commits ? behind : null,
        seals: sealsOf(playbook),
      },
      200,
    );
  });
}

function environmentsOf({ integrations }: Playbook): Record<string, string[]> {
  return Object.fromEntries(
    [...integrations].map(([id, page]) => [id, Object.keys(page.integration.environments)]),
  );
}

function sealsOf({ pages }: Playbook): Record<string, string> {
  return Object.fromEntries([...pages].flatMap(([id, { seal }]) => (seal === undefined ? [] : [[id, seal]])));
}
