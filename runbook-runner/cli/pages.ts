// Where the pages of the playbook can be opened: at the running runner's address, else as paths of the site.
import { shortId } from '../core/find.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Context } from './context.ts';
import type { Pages } from './render-check.ts';

export async function pagesOf(context: Context, playbook: Playbook): Promise<Pages> {
  const { runningServe } = await import('../compose/server.ts');
  const origin = (await runningServe(context.root, context.environment))?.url ?? '';
  return {
    address: (path) => `${origin}${path}`,
    remedies(failureMode, integration) {
      const named = playbook.failureModes.get(failureMode)?.failureMode.scenarios ?? [];
      const all = named.flatMap((id) => playbook.scenarios.get(id) ?? []);
      const own = all.filter(({ scenario }) => scenario.integration === integration);
      const fitting = own.length > 0 ? own : all;
      return fitting.map(({ id, title, address }) => ({ id: shortId(id), title, path: address }));
    },
  };
}
