// What can be wrong with the order of a check, whatever its upstream answers: it is refused before anything is sent.
import type { Probing } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { CheckDefinition, Playbook } from '../playbook/playbook.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { needApprovals } from './need-approval.ts';
import type { CheckOrder } from './orders.ts';
import { findEnvironment, takesCheck } from './target.ts';

type Wanted = Pick<CheckOrder, 'check' | 'environment' | 'parameters'>;

export interface WantedMany {
  readonly checks: readonly string[];
  readonly environment: string;
  /** The values that each check is given; those declared when left out. */
  readonly parameters?: (check: string) => CheckOrder['parameters'];
}

export interface Admitted {
  readonly definition: CheckDefinition;
  readonly kind: Probing;
  /** Typed and validated. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/** Throws `unknown_check`, `invalid_parameter`, `unknown_environment`, `changes_not_allowed`, or what the kind refuses. */
export async function admit(core: Core, playbook: Playbook, wanted: Wanted): Promise<Admitted> {
  const definition = find('check', playbook.checks, wanted.check);
  const kind = await core.deps.probing(definition.kind);
  const parameters = await parametersOf(definition, wanted.parameters);
  const environment = findEnvironment(playbook, definition.integration, wanted.environment);
  if (kind === undefined) throw new PlaybookError('internal', `There is no check kind "${definition.kind}".`);
  if (!takesCheck(environment, definition)) throw changesNotAllowed(definition, wanted, environment.readOnly);
  kind.refuse?.(definition.probe, parameters);
  return { definition, kind, parameters };
}

/** The same of all checks of a run, before the first: one that is refused would break off what has begun. */
export async function admitAll(core: Core, wanted: WantedMany): Promise<void> {
  const { checks, environment, parameters } = wanted;
  const playbook = await core.playbook();
  for (const check of checks)
    await admit(core, playbook, { check, environment, parameters: parameters?.(check) });
  await needApprovals(core, wanted);
}

function changesNotAllowed(
  { id, integration }: CheckDefinition,
  { environment }: Wanted,
  readOnly: boolean,
): PlaybookError {
  const message = `The check "${id}" changes something for a while, and ${environment} does not allow that.`;
  return new PlaybookError('changes_not_allowed', message, {
    hint: readOnly
      ? `Run it where it is allowed: the page of ${integration} declares \`readOnly\` for ${environment}.`
      : `Run it where it is allowed, or declare \`allowsChanges: true\` for ${environment} on the page of ${integration}.`,
  });
}

const isEmpty = (map: object = {}): boolean => Object.keys(map).length === 0;

/** Typed and validated values of the declared slots. Throws `invalid_parameter`. */
export function parametersOf(
  { parameters }: Pick<CheckDefinition, 'parameters'>,
  given: CheckOrder['parameters'],
): Admitted['parameters'] | Promise<Admitted['parameters']> {
  return isEmpty(parameters) && isEmpty(given) ? {} : resolved(parameters, given);
}

async function resolved(
  parameters: CheckDefinition['parameters'],
  given: CheckOrder['parameters'],
): Promise<Admitted['parameters']> {
  const { resolveParameters } = await import('../checks/parameters.ts');
  return resolveParameters(parameters, given);
}
