// Proves a check by a fault: green before it, red while it lasts in the very same way, green again after it.
import type { CheckResult } from '../../ports/result.ts';
import type { FaultOrder, SandboxPort } from '../../ports/sandbox.ts';
import type { CheckOrder } from '../orders.ts';
import { endOwnFault, isTheirs, othersOn, refuseDisturbed } from '../own-fault.ts';
import type { Runner } from '../runner.ts';

export interface Proof {
  readonly before: CheckResult;
  /** Absent when the check was not green before: then nothing was injected. */
  readonly during?: CheckResult;
  readonly after?: CheckResult;
  readonly proven: boolean;
  /** What was seen, in one sentence. */
  readonly because: string;
}

interface Wanted {
  readonly order: Omit<CheckOrder, 'environment'>;
  readonly fault: FaultOrder;
  /** Fingerprint that the failure must have again. */
  readonly fingerprint: string | undefined;
}

type Prover = Pick<Runner, 'check' | 'sandbox'>;

/** Throws `sandbox_not_running`, or `fault_active` when another fault would disturb what is seen. */
export async function redThenGreen(runner: Prover, { order, fault, fingerprint }: Wanted): Promise<Proof> {
  const { sandbox } = runner;
  await refuseDisturbed(sandbox);
  const once = () => runner.check({ ...order, environment: 'sandbox' });
  const before = await once();
  if (before.status !== 'pass') {
    return {
      before,
      proven: false,
      because: `It is ${before.status} without the fault, so the fault shows nothing.`,
    };
  }
  // The look took its time: somebody else may have begun meanwhile.
  await refuseDisturbed(sandbox);
  const { during, others } = await withFault(sandbox, fault, once);
  const after = await once();
  const judged =
    others === undefined ? judge(during, after, fingerprint) : { proven: false, because: others };
  return { before, during, after, ...judged };
}

/** What is seen while the fault is on, and who else disturbed then. */
async function withFault(sandbox: SandboxPort, fault: FaultOrder, look: () => Promise<CheckResult>) {
  let theirs = false;
  try {
    await sandbox.inject(fault).catch((error: unknown) => {
      theirs = isTheirs(error);
      throw error;
    });
    const during = await look();
    return { during, others: await othersOn(sandbox, fault.id) };
  } finally {
    if (!theirs) await endOwnFault(sandbox, fault.id);
  }
}

function judge(
  during: CheckResult,
  after: CheckResult,
  fingerprint: string | undefined,
): Pick<Proof, 'proven' | 'because'> {
  if (during.status !== 'fail')
    return { proven: false, because: `With the fault it is ${during.status}, not red.` };
  if (during.fingerprint !== fingerprint) {
    const because = `It is red in another way: ${during.fingerprint ?? 'nothing'}, not ${fingerprint ?? 'nothing'}.`;
    return { proven: false, because };
  }
  if (after.status !== 'pass')
    return { proven: false, because: `It is still ${after.status} after the fault.` };
  return { proven: true, because: 'It is red in the same way with the fault, and green without.' };
}
