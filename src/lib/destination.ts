// Where a decision leads: a step of the same page, or another page of the playbook.
import type { Page, Playbook } from '../../runbook-runner/playbook/playbook.ts';

export interface Destination {
  readonly href: string;
  readonly label: string;
}

/** Resolves `to` as a step id of `page`, a page id, or a page's address; undefined when it is none of them. */
export function destination(
  to: string,
  page: Pick<Page, 'steps'>,
  playbook: Pick<Playbook, 'pages'>,
): Destination | undefined {
  const index = page.steps.findIndex((step) => step.id === to);
  const step = page.steps[index];
  if (step) return { href: `#${to}`, label: `step ${index + 1}: ${step.title}` };
  const found = playbook.pages.get(to.replace(/^\/|\/$/g, ''));
  return found && { href: found.address, label: found.title };
}
