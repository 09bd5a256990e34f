// The playbook as the components see it: loaded once a build by src/integrations/playbook.ts.
import json from 'virtual:playbook';
import type { Page } from '../../runbook-runner/playbook/playbook.ts';
import { ownersOf } from '../../runbook-runner/ports/debrief.ts';
import { unpack } from './transfer.ts';

const site = unpack(json);

export const playbook = site.playbook;
export const commit = site.commit;
export const dirty = site.dirty;

/** The page behind a Starlight entry; Starlight calls the home page `index`, the playbook calls it ``. */
export function pageOf(entryId: string): Page | undefined {
  return playbook.pages.get(entryId === 'index' ? '' : entryId);
}

/** The last part of a page's id: the id that alerts and other definitions use. */
export const shortId = (page: Page): string => page.id.split('/').at(-1) ?? page.id;

export function checkOf(id: string) {
  const check = playbook.checks.get(id);
  if (!check) throw new Error(`No check has the id "${id}".`);
  return check;
}

/** What a check asks, and what must hold for it to pass. */
export function descriptionOf(id: string) {
  const description = site.descriptions.get(id);
  if (!description) throw new Error(`No check has the id "${id}".`);
  return description;
}

export function actionOf(id: string) {
  const action = playbook.actions.get(id);
  if (!action) throw new Error(`No action has the id "${id}".`);
  return action;
}

/** How people call an integration; its id where there is no page for it. */
export const integrationName = (id: string): string => playbook.integrations.get(id)?.integration.name ?? id;

export const owners = [...ownersOf(playbook.teams)];

export const teamName = (id: string): string => playbook.teams.get(id)?.name ?? id;

/** What the proof beside the build says of a drill. */
export const proofOf = (drill: string) => site.proof?.drills.find((one) => one.drill === drill);
