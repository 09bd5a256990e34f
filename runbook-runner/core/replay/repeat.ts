// Repeats a recorded failure in the sandbox: the answer of then becomes a fault, and the check of then meets it.

import { PlaybookError } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { FaultOrder } from '../../ports/sandbox.ts';
import { find } from '../find.ts';
import type { Runner } from '../runner.ts';
import { findEnvironment } from '../target.ts';
import type { FailedRun } from './failed-run.ts';
import { faultOf } from './fault-of.ts';
import { type Proof, redThenGreen } from './red-then-green.ts';

/** It ends by itself soon, also when we are killed. */
const FAULT_MS = 60_000;

/** Values that the run was given, by parameter. */
export function parametersOf({ record }: FailedRun): Readonly<Record<string, string | number | boolean>> {
  const { request } = record;
  if (typeof request !== 'object' || request === null || !('parameters' in request)) return {};
  return request.parameters as Readonly<Record<string, string | number | boolean>>;
}

/** The failure as a fault of the sandbox. Throws `usage` when it cannot be one, with the reason. */
export function faultOrderOf(playbook: Playbook, failed: FailedRun): FaultOrder {
  const { kind, options } = faultOf(failed.result);
  const target = sandboxServer(playbook, failed);
  const id = `run-${failed.record.id.toLowerCase()}`;
  return { id, title: `What run ${failed.record.id} met`, target, durationMs: FAULT_MS, kind, options };
}

/** The server of the sandbox that stands in for what failed. */
export function sandboxServer(playbook: Playbook, { result }: FailedRun): string {
  const check = find('check', playbook.checks, result.check);
  const declared = findEnvironment(playbook, result.integration, 'sandbox');
  const address = check.origin === undefined ? declared : (declared.origins[check.origin] ?? declared);
  if ('sandbox' in address) return address.sandbox;
  throw new PlaybookError(
    'usage',
    `The environment "sandbox" of ${result.integration} is not in the sandbox.`,
    {
      hint: 'Declare `sandbox: <server>` there: a fault is only ever aimed at a server of the sandbox.',
    },
  );
}

/** `runner` holds the playbook as it was when the run failed. */
export async function repeat(
  runner: Pick<Runner, 'check' | 'sandbox' | 'playbook' | 'owner'>,
  failed: FailedRun,
  signal?: AbortSignal,
): Promise<Proof & { readonly fault: FaultOrder }> {
  const fault = faultOrderOf(await runner.playbook(), failed);
  const order = { check: failed.result.check, actor: runner.owner, parameters: parametersOf(failed), signal };
  const proof = await redThenGreen(runner, { order, fault, fingerprint: failed.result.fingerprint });
  return { ...proof, fault };
}
