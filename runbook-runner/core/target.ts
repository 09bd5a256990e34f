// Where an order is pointed: integration and environment to an address that a kind may open.
import type { Target } from '../checks/kind.ts';
import { PlaybookError } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Environment, Origin } from '../playbook/schema/environment.ts';
import { holdsCertificate } from '../ports/pem.ts';
import type { Problem } from '../ports/result.ts';
import { namedUrl, type SandboxPlace } from '../ports/sandbox.ts';
import type { Core } from './core.ts';
import { find, unknown } from './find.ts';
import { certificateFile } from './passage.ts';

export interface Place {
  readonly environment: Environment;
  /** Requests at once that the integration declares. */
  readonly concurrency: number;
  /** The target, or why there is none now. */
  readonly target: Target | Problem;
}

export const isProblem = (value: Target | Problem): value is Problem => 'class' in value;

export const SANDBOX_MISSING: Problem = {
  class: 'sandbox-not-running',
  outcome: 'error',
  message: 'The sandbox is not running.',
  hint: 'Start it with: npm start, or: npm run -s playbook -- sandbox',
};

/** An environment as its integration declares it. Throws `unknown_integration` or `unknown_environment`. */
export function findEnvironment(playbook: Playbook, integration: string, environment: string): Environment {
  const { environments } = find('integration', playbook.integrations, integration).integration;
  const declared = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  if (declared !== undefined) return declared;
  const message = `The integration "${integration}" has no environment "${environment}".`;
  throw unknown('unknown_environment', message, environment, Object.keys(environments));
}

/** Whether a check that changes something for a while may run in the environment. */
const takesChanges = ({ allowsChanges, readOnly }: Environment): boolean => allowsChanges && !readOnly;

/** Whether the environment lets the check run: one that changes something is refused where that is not allowed. */
export const takesCheck = (environment: Environment, { changes }: { readonly changes: boolean }): boolean =>
  !changes || takesChanges(environment);

interface Where {
  readonly integration: string;
  readonly environment: string;
  /** Name of a further address of the environment; its own when left out. */
  readonly origin?: string | undefined;
  /** False where no TLS connection is opened: whom to trust there is not asked then. */
  readonly secured?: boolean;
}

/** Throws `unknown_integration`, `unknown_environment` or `unknown_origin`. */
export async function locate(core: Core, playbook: Playbook, where: Where): Promise<Place> {
  const { integration, environment } = where;
  const declared = findEnvironment(playbook, integration, environment);
  const { limits } = find('integration', playbook.integrations, integration).integration;
  const address = where.origin === undefined ? declared : findOrigin(declared, where.origin, where);
  const names = { integration, environment };
  const target =
    'sandbox' in address
      ? inSandbox(await core.sandbox(), address.sandbox, names)
      : real(core, where.secured === false ? { ...address, ca: undefined } : address, names);
  return { environment: declared, concurrency: limits.concurrency, target };
}

function findOrigin({ origins }: Environment, origin: string, { integration, environment }: Where): Origin {
  const found = Object.hasOwn(origins, origin) ? origins[origin] : undefined;
  if (found !== undefined) return found;
  const message = `The environment "${environment}" of "${integration}" has no origin "${origin}".`;
  throw unknown('unknown_origin', message, origin, Object.keys(origins));
}

type Names = Pick<Target, 'integration' | 'environment'>;

function inSandbox(place: SandboxPlace | undefined, server: string, names: Names): Target | Problem {
  if (place === undefined) return SANDBOX_MISSING;
  const found = place.servers.find((one) => one.name === server);
  if (found === undefined) {
    return { ...SANDBOX_MISSING, message: `The running sandbox has no server "${server}".` };
  }
  const known = { ...names, ca: [found.ca ?? place.ca], loopback: true };
  const baseUrl = namedUrl(found);
  return found.host === undefined ? { ...known, baseUrl } : { ...known, baseUrl, resolver: place.resolver };
}

/** Nobody is trusted by a file without a certificate: that is our mistake, and would look like the upstream's. */
const noAuthority = (file: string, { integration, environment }: Names): Problem => ({
  ...{ class: 'credential-unusable', outcome: 'error', phase: 'credential' },
  message: `The file ${file}, which ${integration} trusts in ${environment}, cannot be read or holds no certificate.`,
  hint: '`ca` names a PEM file from the root of the repository: -----BEGIN CERTIFICATE-----.',
});

function real(core: Core, address: Extract<Origin, { baseUrl: string }>, names: Names): Target | Problem {
  const { baseUrl, ca, privateNetwork } = address;
  const authority = ca === undefined ? undefined : certificateFile(core, ca);
  if (ca !== undefined && !holdsCertificate(authority ?? '')) return noAuthority(ca, names);
  const pem = authority === undefined ? [] : [authority];
  return { ...names, baseUrl: new URL(baseUrl).origin, ca: pem, loopback: false, privateNetwork };
}

/** The target for a change. Throws `sandbox_not_running`, or `not_found` for the file of an authority. */
export function targetOrThrow({ target }: Place): Target {
  if (!isProblem(target)) return target;
  const code = target.class === 'sandbox-not-running' ? 'sandbox_not_running' : 'not_found';
  throw new PlaybookError(code, target.message, { hint: target.hint });
}
