// Whether the key of a client certificate that a person set fits the certificate that the environment declares.
import { PASSAGE_SLOTS } from '../playbook/passage-secrets.ts';
import type { SecretTest } from '../ports/secrets.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { withPassage } from './passage.ts';
import type { SecretUse } from './secret-uses.ts';
import { isProblem } from './target.ts';

/** Why a bound key cannot be used; undefined where it can, or is no such key. */
export async function misfit(
  core: Core,
  { integration, environment, uses }: SecretUse,
  signal: AbortSignal,
): Promise<SecretTest | undefined> {
  if (!uses.some(({ slot }) => slot === PASSAGE_SLOTS.key)) return undefined;
  const page = find('integration', (await core.playbook()).integrations, integration);
  const declared = page.integration.environments[environment];
  if (!declared || 'sandbox' in declared) return undefined;
  const { baseUrl } = declared;
  const target = { integration, environment, baseUrl, ca: [], loopback: false };
  const way = await withPassage(core, { ...declared, proxy: undefined }, target, false, signal);
  if (!isProblem(way) || way.class !== 'credential-unusable') return undefined;
  return { ok: false, message: way.message, hint: way.hint };
}
