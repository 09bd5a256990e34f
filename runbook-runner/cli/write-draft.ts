// Writes drafts of definitions and holds them to the playbook's own rules at once.
import { refuseDisturbed } from '../core/own-fault.ts';
import type { Draft } from '../core/replay/draft.ts';
import { type FailedRun, failedRun } from '../core/replay/failed-run.ts';
import { type Proof, redThenGreen } from '../core/replay/red-then-green.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Context } from './context.ts';
import { proofLines } from './render-proof.ts';
import { sandboxBeside } from './sandbox-beside.ts';

export type What = 'check' | 'fault' | 'drill';

interface Wanted {
  readonly what: What;
  readonly run: string;
  readonly id: string | undefined;
}

export async function newFromRun(context: Context, { what, run, id }: Wanted): Promise<ExitCode> {
  const runner = await context.runner();
  const [playbook, failed] = await Promise.all([runner.playbook(), failedRun(runner, run)]);
  // A check that could not be shown red and green now leaves no file behind.
  if (what === 'check' && (await runner.sandbox.status('patient'))) await refuseDisturbed(runner.sandbox);
  const drafts = await draftsOf(context, { playbook, failed, id }, what);
  const { writeNewFilesAt } = await import('../compose.ts');
  await writeNewFilesAt(context.root, drafts);
  for (const { path } of drafts) context.terminal.out(`Wrote ${path}`);
  const { loadPlaybookAt, renderDiagnostics } = await import('../compose.ts');
  const loaded = await loadPlaybookAt(context.root);
  if (!loaded.ok) {
    context.terminal.note(renderDiagnostics(loaded.diagnostics));
    return EXIT.invalid;
  }
  const [draft] = drafts;
  if (what === 'check' && draft) return prove(context, draft, failed);
  context.terminal.out(
    what === 'drill' ? `Run it: npm run -s playbook -- drill ${drafts[1]?.id}` : INJECT(draft?.id),
  );
  return EXIT.pass;
}

const INJECT = (id: string | undefined) => `Inject it: npm run -s playbook -- sandbox fault ${id}`;

interface From {
  readonly playbook: Playbook;
  readonly failed: FailedRun;
  readonly id: string | undefined;
}

async function draftsOf({ root }: Context, from: From, what: What): Promise<Draft[]> {
  const { draftedCheck, draftedDrill, draftedFault } = await import('../core/replay/draft.ts');
  const { readTextAt } = await import('../compose/playbook.ts');
  const read = (file: string) => readTextAt(root, file);
  if (what === 'check') return [draftedCheck(from, read)];
  const fault = draftedFault(what === 'fault' ? from : { ...from, id: undefined });
  return what === 'fault' ? [fault] : [fault, draftedDrill(from, fault.id, read)];
}

/** Red with what the run met, green without; a failure that no fault can repeat is left to a person, and said. */
async function prove(context: Context, { id }: Draft, failed: FailedRun): Promise<ExitCode> {
  const { compose } = await import('../compose.ts');
  const own = await sandboxBeside(context, await context.runner());
  const runner = await compose(context.root, context.environment, [], { once: true });
  try {
    const { faultOrderOf } = await import('../core/replay/repeat.ts');
    const fault = faultOrderOf(await runner.playbook(), failed);
    const order = { check: id, actor: runner.owner, signal: context.signal };
    const proof = await redThenGreen(runner, { order, fault, fingerprint: failed.result.fingerprint });
    return say(context, proof);
  } finally {
    await runner.close();
    await own?.stop();
  }
}

function say({ terminal }: Context, proof: Proof): ExitCode {
  for (const line of proofLines(terminal.paint, proof)) terminal.out(line);
  return proof.proven ? EXIT.pass : EXIT.fail;
}
