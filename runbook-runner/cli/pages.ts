// Where the pages of the playbook can be opened: at the running runner's address, else as paths of the site.
import type { Playbook } from '../playbook/playbook.ts';
import type { Context } from './context.ts';
import type { Pages } from './render-check.ts';

export async function pagesOf(context: Context, playbook: Playbook): Promise<Pages> {
  const { runningServe } = await import('../compose/server.ts');
  const origin = (await runningServe(context.root, context.environment))?.url ?? '';
  return {
    address: (path) => `${origin}${path}`,
    remedies: (failureMode) =>
      (playbook.failureModes.get(failureMode)?.failureMode.scenarios ?? []).flatMap((id) => {
        const page = playbook.scenarios.get(id);
        return page ? [{ id, title: page.title, path: page.address }] : [];
      }),
  };
}
