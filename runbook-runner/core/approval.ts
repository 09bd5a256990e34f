// Nothing gets a secret of this machine before a person here has approved what would be sent where.
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Approval } from '../ports/secrets.ts';
import type { Core } from './core.ts';
import { type FieldChange, fieldChanges } from './field-changes.ts';
import { type Sealed, type Subject, sendingOf } from './sending.ts';

/** What a definition would send, beside what was approved of it. */
export interface Pending {
  /** `checks/<id> in <environment>` */
  readonly name: string;
  readonly subject: Subject;
  readonly sealed: Sealed;
  readonly state: 'new' | 'changed' | 'approved';
  readonly approved: Approval | undefined;
  /** Since the approval; empty when there is none. */
  readonly changes: readonly FieldChange[];
}

export const approvalName = ({ room, definition, environment }: Subject) =>
  `${room}/${definition.id} in ${environment}`;

/** Undefined when the definition gets no secret. */
export async function pendingOf(
  core: Core,
  playbook: Playbook,
  subject: Subject,
): Promise<Pending | undefined> {
  const sealed = await sendingOf(core, playbook, subject);
  if (sealed === undefined) return undefined;
  const name = approvalName(subject);
  const approvals = await core.deps.secrets.approvals();
  const approved = Object.hasOwn(approvals, name) ? approvals[name] : undefined;
  const common = { name, subject, sealed, approved };
  if (approved === undefined) return { ...common, state: 'new', changes: [] };
  if (approved.digest === sealed.digest) return { ...common, state: 'approved', changes: [] };
  return { ...common, state: 'changed', changes: fieldChanges(approved.form, sealed.form) };
}

/** Throws `approval_needed`, with the command that shows and approves them, unless each is approved as it is now. */
export async function requireApproval(
  core: Core,
  playbook: Playbook,
  subjects: readonly Subject[],
): Promise<void> {
  const all = await Promise.all(subjects.map((subject) => pendingOf(core, playbook, subject)));
  const open = all.filter((one) => one !== undefined && one.state !== 'approved');
  const [first] = open;
  if (first === undefined) return;
  const { environment } = first.subject;
  const ids = [...new Set(open.map((one) => one?.subject.definition.id))].join(' ');
  const command = `npm run -s playbook -- approve ${ids} --env ${environment}`;
  const message = `${waiting(first, open.length)} on this machine; nothing was sent.`;
  throw new PlaybookError('approval_needed', message, {
    hint: `See it and approve it in the terminal: ${command}`,
    data: { command, changed: first.changes.map(({ field }) => field) },
  });
}

function waiting({ subject: { definition, environment }, state }: Pending, count: number): string {
  const what = `"${definition.title}"`;
  const where = `to ${definition.integration} in ${environment}`;
  if (count > 1)
    return `What ${what} and ${count - 1} more would send, the first ${where}, waits for approval`;
  return `What ${what} sends ${where} has ${state === 'new' ? 'not been approved' : 'changed since it was approved'}`;
}
