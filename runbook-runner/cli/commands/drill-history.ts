// `playbook drill follow-ups` and `playbook drill trend`: what drills left to do, and how they went over time.
import { Command } from 'commander';
import type { TrendPoint } from '../../core/drill/trend.ts';
import { find } from '../../core/find.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { FollowUp } from '../../ports/follow-up.ts';
import type { Context } from '../context.ts';
import { seconds } from '../drill-report.ts';
import { examples, jsonOption } from '../options.ts';
import { clean, localTime } from '../shown.ts';

interface Options {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function drillFollowUpsCommand(context: Context): Command {
  return new Command('follow-ups')
    .summary('list what drills left to do')
    .description(
      'Lists open follow-ups with kind, owner and date. A failed drill opens one, and so does a debrief; nobody ' +
        'closes it by hand: the next run of the drill that passes does.',
    )
    .argument('[drill]', 'of one drill, by id')
    .option('--all', 'those that are done too')
    .addOption(jsonOption())
    .addHelpText('after', examples(['playbook drill follow-ups --all', 'with what closed each']))
    .action(
      context.action(async (drill: string | undefined, { all, json }: Options): Promise<ExitCode> => {
        const runner = await context.runner();
        const found = await runner.followUps({ source: drill, status: all ? undefined : 'open' });
        // Of a drill that there is not, nothing left would be no news.
        if (found.length === 0 && drill !== undefined) find('drill', (await runner.playbook()).drills, drill);
        const lines = found.length === 0 ? ['Nothing is left to do.'] : found.map(followUpLine);
        context.terminal.out(json ? JSON.stringify(found, null, 2) : lines.join('\n'));
        return EXIT.pass;
      }),
    );
}

function followUpLine({ source, kind, title, owner, due, status, closedBy }: FollowUp): string {
  const state = closedBy === null ? `due ${due}` : `done by run ${closedBy}`;
  return `${status.padEnd(4)}  ${source}  ${kind}  ${owner}, ${state}\n      ${clean(title)}`;
}

export function drillTrendCommand(context: Context): Command {
  return new Command('trend')
    .summary('show how a drill went over time')
    .description(
      'Shows the latest runs of a drill, the oldest first: detected, mitigated, recovered. A tabletop has no times.',
    )
    .argument('<drill>', 'drill, by id')
    .addOption(jsonOption())
    .addHelpText('after', examples(['playbook drill trend latency-spike-live', 'its times']))
    .action(
      context.action(async (drill: string, { json }: Options): Promise<ExitCode> => {
        const runner = await context.runner();
        const points = await runner.drillTrend(drill);
        const talked = (await runner.playbook()).drills.get(drill)?.drill.kind === 'tabletop';
        const lines = points.map((point) => trendLine(point, talked ? TALKED : timesIn(point)));
        if (lines.length === 0) lines.push('It was not run yet.');
        context.terminal.out(json ? JSON.stringify(points, null, 2) : lines.join('\n'));
        return EXIT.pass;
      }),
    );
}

/** Nothing broke in it, so nothing was detected, mitigated or recovered. */
const TALKED = 'talked through: no times';

const timesIn = ({ times }: TrendPoint): string =>
  [times.detectMs, times.mitigateMs, times.recoverMs].map((ms) => seconds(ms).padStart(8)).join(' ');

function trendLine({ startedAt, status, commit, actor }: TrendPoint, told: string): string {
  return `${localTime(startedAt)}  ${status.padEnd(5)}  ${told}  ${commit.slice(0, 8)}  ${clean(actor)}`;
}
