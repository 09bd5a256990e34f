// The course of a drill: green, broken, seen and named, mended by the runbook, nothing lost, taken back, green.
import { PlaybookError } from '../../errors/index.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Core } from '../core.ts';
import { faultOrder } from '../fault-order.ts';
import { find } from '../find.ts';
import type { DrillResult } from '../orders.ts';
import { isTheirs, othersOn, refuseDisturbed } from '../own-fault.ts';
import { sameAsBefore } from './baseline.ts';
import { cleanUp, endFault } from './cleanup.ts';
import { DrillFailed, type DrillLog } from './log.ts';
import { heldThere, refuseUnsafe } from './safety.ts';
import { type DrillTools, whyOf } from './tools.ts';
import { walkSteps, wayThrough } from './walk.ts';

type Ended = Pick<DrillResult, 'status' | 'reason' | 'part'>;

const PASS: Ended = { status: 'pass', reason: undefined, part: undefined };

/** Never throws, and leaves the sandbox as it found it, or says what is left, and who else disturbed it. */
export async function exercise(core: Core, tools: DrillTools): Promise<Ended> {
  const ended = await course(core, tools);
  const others = ended.status === 'pass' ? undefined : await othersOn(core.deps.sandbox, tools.drill.fault);
  // What was refused for them has named them.
  if (others === undefined || !tools.log.broken) return ended;
  return { status: 'error', reason: `${ended.reason} ${others}`, part: 'sandbox' };
}

async function course(core: Core, tools: DrillTools): Promise<Ended> {
  const green: CheckResult[] = [];
  const ended = await ending(tools.log, () => inSandbox(core, tools, green));
  const left = await cleanUp(core, tools, ended.reason);
  if (left.length > 0) return worse(ended, left.join(' '));
  if (ended.status === 'fail' && tools.standing.over) return worse(ended, wasOver(tools));
  if (ended.status !== 'pass') return ended;
  return ending(tools.log, async () => {
    await sameAsBefore(tools, green);
    await conserved(tools, 'at the end');
  });
}

/** `green` takes the results of the baseline checks before the fault. */
async function inSandbox(core: Core, tools: DrillTools, green: CheckResult[]): Promise<void> {
  const way = wayThrough(tools);
  await refuseUnsafe(core, tools);
  green.push(...(await greenBefore(core, tools)));
  await inject(core, tools);
  await detect(tools);
  await hurt(tools);
  await walkSteps(core, tools, way, way.during);
  await recover(core, tools);
  await conserved(tools, 'while the fault lasted');
  if (way.after.length === 0) return;
  const trouble = await endFault(core, tools, 'mend');
  if (trouble !== undefined) throw new Error(trouble);
  await walkSteps(core, tools, way, way.after);
}

/** As `allGreen`; what is not green may be so by a change that somebody made, and that still holds. */
async function greenBefore(core: Core, tools: DrillTools): Promise<CheckResult[]> {
  try {
    return await tools.allGreen('baseline');
  } catch (error) {
    const held = error instanceof DrillFailed ? await heldThere(core, tools) : [];
    if (held.length === 0) throw error;
    throw new DrillFailed('baseline', [reasonOf(error), ...held].join(' '));
  }
}

async function ending(log: DrillLog, work: () => Promise<void>): Promise<Ended> {
  try {
    await work();
    return PASS;
  } catch (error) {
    const reason = reasonOf(error);
    const status = error instanceof DrillFailed ? 'fail' : 'error';
    log.note(status, status, reason);
    return { status, reason, part: error instanceof DrillFailed ? error.part : 'sandbox' };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof PlaybookError && error.hint ? `${error.message} ${error.hint}` : error.message;
}

/** What was seen is then no word on the runbook. */
function wasOver({ playbook, drill }: DrillTools): string {
  const { text } = find('fault', playbook.faults, drill.fault).duration;
  return `The fault "${drill.fault}" was over by then: it ends by itself after ${text}, or when somebody clears it.`;
}

const worse = ({ status, reason, part }: Ended, left: string): Ended => ({
  status: status === 'pass' ? 'error' : status,
  reason: [reason, left].filter(Boolean).join(' '),
  part: part ?? 'action',
});

async function inject(core: Core, { drill, log, playbook, standing }: DrillTools): Promise<void> {
  const fault = find('fault', playbook.faults, drill.fault);
  const { sandbox } = core.deps;
  // The baseline took its time: somebody else may have begun meanwhile.
  await refuseDisturbed(sandbox);
  standing.fault = true;
  await sandbox.inject(faultOrder(fault)).catch((error: unknown) => {
    if (isTheirs(error)) standing.fault = false;
    throw error;
  });
  log.markFault();
  log.note('inject', 'pass', `${fault.id}: ${fault.title}`);
}

async function detect({ drill, log, until }: DrillTools): Promise<void> {
  const { check, within } = drill.detect;
  const red = await until(check, within.ms, (result) => result.status === 'fail');
  if (red.status !== 'fail') {
    const message = `${check} was ${red.status} for ${within.text} after the fault; it must turn red.`;
    throw new DrillFailed('detection', message);
  }
  log.mark('detectMs');
  log.note('detect', 'fail', `${check} is red after ${log.sinceFault()} ms`);
  if (log.sinceFault() > within.ms) {
    const message = `${check} turned red after ${log.sinceFault()} ms; the objective is ${within.text}.`;
    throw new DrillFailed('detection', message);
  }
  const [first] = red.failureModes;
  const wanted = drill.expect.failureMode;
  if (first?.failureMode !== wanted) {
    const seen = first ? `"${first.failureMode}" ranks first` : 'no failure mode was recognised';
    const message = `The failure mode "${wanted}" must rank first for ${check}, but ${seen}.`;
    throw new DrillFailed('detection', message);
  }
  log.note('recognise', 'pass', `${wanted} ranks first: ${first.reason}`);
}

/** Waits until the check that must recover is red: else its recovery proves nothing. */
async function hurt({ drill, log, until }: DrillTools): Promise<void> {
  const { check } = drill.recover;
  if (check === drill.detect.check) return;
  const { ms, text } = drill.detect.within;
  const result = await until(check, ms, ({ status }) => status === 'fail');
  if (result.status !== 'fail') {
    const reason = `${check} stayed ${result.status} for ${text} under the fault, so its recovery would prove nothing.`;
    throw new DrillFailed('detection', reason);
  }
  log.note('harm', 'fail', `${check} is red: the fault hurts`);
}

/** Green while the fault still lasts: otherwise the end of the fault helped, not the runbook. */
async function recover(core: Core, { drill, log, until }: DrillTools): Promise<void> {
  const { check, within } = drill.recover;
  const green = await until(check, within.ms, (result) => result.status === 'pass');
  if (green.status !== 'pass') {
    const message = `${check} was still ${green.status} ${within.text} after the runbook; it must recover.`;
    throw new DrillFailed('recovery', message);
  }
  const status = await core.deps.sandbox.status('patient');
  if (!status?.faults.some((one) => one.fault === drill.fault)) {
    const message = `The fault ended before ${check} recovered, so the runbook proved nothing.`;
    throw new DrillFailed('recovery', message);
  }
  log.mark('recoverMs');
  log.note('recover', 'pass', `${check} is green while ${drill.fault} lasts`);
}

/** Counts and amounts: nothing was lost, nothing is there twice. */
export async function conserved({ drill, log, until }: DrillTools, when: string): Promise<void> {
  if (!drill.conserve) return;
  const { check, within } = drill.conserve;
  const result = await until(check, within.ms, ({ status }) => status === 'pass');
  log.note('conserve', result.status, `${check}, ${when}`);
  if (result.status === 'pass') return;
  throw new DrillFailed(
    'data',
    `Data did not add up ${when}: ${check} is ${result.status}. ${whyOf(result)}`,
  );
}
