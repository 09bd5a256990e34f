// Live-fire drills: a fault is injected in the sandbox, and the runbook must see it, name it and bring recovery.
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Core } from './core.ts';
import { cleanUp } from './drill-cleanup.ts';
import { DrillFailed, DrillLog } from './drill-log.ts';
import { DRILL_ENVIRONMENT, type DrillTools, drillTools, type LiveFire } from './drill-tools.ts';
import { walkRunbook } from './drill-walk.ts';
import { faultOrder } from './fault-order.ts';
import { find } from './find.ts';
import { newRunId } from './ids.ts';
import type { Asked, DrillResult } from './orders.ts';
import { begun } from './record.ts';

type Line = DrillResult['timeline'][number];
type Given = Pick<Asked, 'actor' | 'signal'>;

/** Runs a drill and records it. What goes wrong in it is its result; misuse is thrown. */
export async function runDrill(
  core: Core,
  id: string,
  given: Given,
  observer: (line: Line) => void,
): Promise<DrillResult> {
  given.signal?.throwIfAborted();
  const { clock } = core.deps.ports;
  const playbook = await core.playbook();
  const page = find('drill', playbook.drills, id);
  if (page.drill.kind !== 'live-fire') {
    throw new PlaybookError('usage', `The drill "${id}" is a tabletop exercise: people talk it through.`, {
      hint: `Open ${page.address} and read the injects aloud.`,
    });
  }
  const run = newRunId(clock);
  const asked = { actor: given.actor, environment: DRILL_ENVIRONMENT };
  const base = { id: run, kind: 'drill', subject: id, seal: page.seal ?? '' } as const;
  const store = await core.store();
  await store.begin(await begun(core, asked, { ...base, startedAt: clock.now().toISOString() }));
  const log = new DrillLog(clock, observer);
  const tools = drillTools(core, { playbook, drill: page.drill, run, log, ...given });
  const ended = await exercise(core, tools);
  const { scenario, fault } = page.drill;
  const result: DrillResult = core.deps.redactor.redact({
    run,
    drill: id,
    scenario,
    fault,
    ...ended,
    ...log.told(),
  });
  const state = given.signal?.aborted ? 'interrupted' : 'finished';
  const finishedAt = clock.now().toISOString();
  await store.end(run, { state, status: result.status, finishedAt, result }, given.actor);
  return result;
}

type Ended = Pick<DrillResult, 'status' | 'reason'>;

async function exercise(core: Core, tools: DrillTools): Promise<Ended> {
  let ended: Ended = { status: 'pass', reason: undefined };
  try {
    await refuseUnsafe(core, tools);
    await tools.allGreen('baseline');
    await injectAndDetect(core, tools);
    await walkRunbook(core, tools);
    await recover(core, tools);
  } catch (error) {
    ended = endedBy(error, tools.log);
  }
  const left = await cleanUp(core, tools);
  if (left.length > 0) return worse(ended, left.join(' '));
  if (ended.status !== 'pass') return ended;
  try {
    await tools.allGreen('after');
    return ended;
  } catch (error) {
    return endedBy(error, tools.log);
  }
}

function endedBy(error: unknown, log: DrillLog): Ended {
  const reason = error instanceof Error ? error.message : String(error);
  const status = error instanceof DrillFailed ? 'fail' : 'error';
  log.note(status, status, reason);
  return { status, reason };
}

const worse = ({ status, reason }: Ended, left: string): Ended => ({
  status: status === 'pass' ? 'error' : status,
  reason: [reason, left].filter(Boolean).join(' '),
});

/** The sandbox must run, and nothing may disturb it yet: else what is seen says nothing of this fault. */
async function refuseUnsafe(core: Core, { drill, playbook, log }: DrillTools): Promise<void> {
  const status = await core.deps.sandbox.status();
  if (status === undefined) {
    throw new PlaybookError('sandbox_not_running', 'The sandbox is not running; nothing was injected.');
  }
  const active = status.faults.map((one) => one.fault).join(', ');
  if (active !== '') throw new DrillFailed(`The sandbox is disturbed already by ${active}: clear it first.`);
  for (const integration of integrationsOf(playbook, drill)) {
    const { environments } = find('integration', playbook.integrations, integration).integration;
    const environment = environments[DRILL_ENVIRONMENT];
    if (environment !== undefined && 'sandbox' in environment) continue;
    throw new DrillFailed(`The environment "${DRILL_ENVIRONMENT}" of ${integration} is not in the sandbox.`);
  }
  log.note('sandbox', 'pass', 'running, and nothing disturbs it');
}

/** Every integration that the drill or its runbook could reach. */
function integrationsOf(playbook: Playbook, drill: LiveFire): Set<string> {
  const page = find('scenario', playbook.scenarios, drill.scenario);
  const reached = [...Object.keys(page.reaches), ...drill.baseline.map((id) => `checks/${id}`)];
  reached.push(`checks/${drill.detect.check}`, `checks/${drill.recover.check}`);
  const definitions = reached.flatMap((name) => {
    const [room, id = ''] = name.split('/');
    const found =
      room === 'checks' ? playbook.checks.get(id) : room === 'actions' ? playbook.actions.get(id) : undefined;
    return found ? [found.integration] : [];
  });
  return new Set(definitions);
}

async function injectAndDetect(core: Core, tools: DrillTools): Promise<void> {
  const { drill, log, playbook } = tools;
  const fault = find('fault', playbook.faults, drill.fault);
  tools.standing.fault = true;
  await core.deps.sandbox.inject(faultOrder(fault));
  log.markFault();
  log.note('inject', 'pass', `${fault.id}: ${fault.title}`);
  const { check, within } = drill.detect;
  const red = await tools.until(check, within.ms, (result) => result.status === 'fail');
  if (red.status !== 'fail') {
    throw new DrillFailed(`${check} was ${red.status} for ${within.text} after the fault; it must turn red.`);
  }
  log.mark('detectMs');
  log.note('detect', 'fail', `${check} is red after ${log.sinceFault()} ms`);
  const [first] = red.failureModes;
  const wanted = drill.expect.failureMode;
  if (first?.failureMode !== wanted) {
    const seen = first ? `"${first.failureMode}" ranks first` : 'no failure mode was recognised';
    throw new DrillFailed(`The failure mode "${wanted}" must rank first for ${check}, but ${seen}.`);
  }
  log.note('recognise', 'pass', `${wanted} ranks first: ${first.reason}`);
  await tools.hurt();
}

/** Green while the fault still lasts: otherwise the end of the fault helped, not the runbook. */
async function recover(core: Core, { drill, log, until }: DrillTools): Promise<void> {
  const { check, within } = drill.recover;
  const green = await until(check, within.ms, (result) => result.status === 'pass');
  if (green.status !== 'pass') {
    throw new DrillFailed(
      `${check} was still ${green.status} ${within.text} after the runbook; it must recover.`,
    );
  }
  const status = await core.deps.sandbox.status();
  if (!status?.faults.some((one) => one.fault === drill.fault)) {
    throw new DrillFailed(`The fault ended before ${check} recovered, so the runbook proved nothing.`);
  }
  log.mark('recoverMs');
  log.note('recover', 'pass', `${check} is green while ${drill.fault} lasts`);
}
