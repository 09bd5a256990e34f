// A change is made only after a person said so: by y in the sandbox, by the environment's name in production.
import { PRODUCTION } from '../core/production.ts';
import { PlaybookError } from '../errors/index.ts';
import { isYes } from './answers.ts';
import type { Context } from './context.ts';

export interface Consent {
  readonly confirm: string;
  readonly reason: string | undefined;
}

interface Given {
  readonly confirm?: string | undefined;
  readonly reason?: string | undefined;
}

/** The consent, from the options or by asking; throws `confirmation_required` when it was not given. */
export async function confirmAction(context: Context, environment: string, given: Given): Promise<Consent> {
  const consent = await askForConsent(context, environment, given);
  context.signal.throwIfAborted();
  if (consent === undefined)
    throw new PlaybookError('confirmation_required', 'The change was not confirmed.', {
      hint: hintFor(environment),
    });
  return consent;
}

/** The same, with undefined for a refusal. */
export async function askForConsent(
  context: Context,
  environment: string,
  given: Given,
): Promise<Consent | undefined> {
  if (given.confirm !== undefined) {
    return given.confirm === environment ? { confirm: environment, reason: given.reason } : undefined;
  }
  const { terminal, signal } = context;
  if (!terminal.interactive) return undefined;
  if (environment !== PRODUCTION) {
    const answer = await terminal.ask(`Make this change in ${environment}? [y/N] `, signal);
    return isYes(answer) ? { confirm: environment, reason: given.reason } : undefined;
  }
  const typed = await terminal.ask(`Type ${environment} to make this change there: `, signal);
  if (typed?.trim() !== environment) return undefined;
  const reason = given.reason ?? (await terminal.ask('Why? It is recorded: ', signal));
  return reason?.trim() ? { confirm: environment, reason: reason.trim() } : undefined;
}

function hintFor(environment: string): string {
  const reason = environment === PRODUCTION ? ' --reason "…"' : '';
  return `Confirm it in the terminal, or add --confirm ${environment}${reason}.`;
}
