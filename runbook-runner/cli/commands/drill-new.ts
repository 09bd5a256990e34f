// `playbook drill new`: drafts a drill for a runbook, which lints at once and is corrected by running it.
import { Command } from 'commander';
import { find } from '../../core/find.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import { validPlaybook } from '../../playbook/valid.ts';
import type { Context } from '../context.ts';
import { examples } from '../options.ts';

interface Options {
  readonly fault?: string;
  readonly id?: string;
}

export function drillNewCommand(context: Context): Command {
  return new Command('new')
    .summary('draft a drill for a runbook')
    .description(
      'Writes a live-fire drill that walks the runbook as it is. What each step will show is a guess:\n' +
        'run the drill, and correct the walk until it says what the fault really does.',
    )
    .argument('<scenario>', 'runbook, by id')
    .option('--fault <id>', 'fault to inject; needed when several fit')
    .option('--id <id>', 'id of the drill; the one that the scenario names when left out')
    .addHelpText(
      'after',
      examples(
        ['playbook drill new upstream-latency --fault lumenpay-slow', 'writes src/content/docs/drills/…'],
        ['playbook drill latency-spike-live', 'then run it'],
      ),
    )
    .action(context.action((scenario: string, options: Options) => create(context, scenario, options)));
}

async function create({ root, terminal }: Context, id: string, options: Options): Promise<ExitCode> {
  const [{ loadWithoutDrills }, { newId }, { draftDrillOfRunbook }, { today, writeNewFilesAt }] =
    await Promise.all([
      import('../../compose/playbook.ts'),
      import('../../core/new-id.ts'),
      import('../../playbook/drafts/drill-of-runbook.ts'),
      import('../../compose.ts'),
    ]);
  const playbook = validPlaybook(await loadWithoutDrills(root));
  const scenario = find('scenario', playbook.scenarios, id);
  const drill = newId(options.id ?? scenario.scenario.drill);
  const taken = playbook.drills.get(drill);
  if (taken) {
    throw new PlaybookError('usage', `The drill "${drill}" is there already: ${taken.file}.`, {
      hint: 'Change that one, or name another with --id.',
    });
  }
  const fault = faultFor(playbook, scenario.scenario.integration, options.fault);
  const path = `src/content/docs/drills/${drill}.mdx`;
  const text = draftDrillOfRunbook(playbook, { scenario, fault, today: await today() });
  await writeNewFilesAt(root, [{ path, text }]);
  terminal.out(`Wrote ${path}.`);
  if (scenario.scenario.drill !== drill) terminal.out(`Name it in ${scenario.file}: drill: ${drill}`);
  terminal.out(`Run it, and correct what each step sees: npm run -s playbook -- drill ${drill}`);
  return EXIT.pass;
}

/** The one that was named, else the only one of the upstream that no drill takes yet. */
function faultFor(playbook: Playbook, integration: string, named: string | undefined): string {
  if (named !== undefined) return find('fault', playbook.faults, named).id;
  const used = new Set([...playbook.drills.values()].map(({ drill }) => 'fault' in drill && drill.fault));
  const free = [...playbook.faults.values()].filter((one) => one.target === integration && !used.has(one.id));
  const [only] = free;
  if (only && free.length === 1) return only.id;
  throw new PlaybookError('usage', `Which fault? ${free.length} of ${integration} fit.`, {
    hint: `Name one with --fault: ${[...playbook.faults.keys()].join(', ')}.`,
  });
}
