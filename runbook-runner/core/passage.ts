// The way to a target, made when something is about to be sent; nothing of it is kept longer than the run.
import type { Target } from '../checks/kind.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { PassageOrder } from '../ports/passage.ts';
import type { Problem } from '../ports/result.ts';
import type { Core } from './core.ts';

type Declared = NonNullable<Environment['clientCertificate']>;

/** Text of a certificate in the repository; undefined when its file cannot be read. */
export function certificateFile(core: Core, path: string): string | undefined {
  try {
    return core.deps.files.read(path);
  } catch {
    return undefined;
  }
}

const unreadable = (file: string): Problem => ({
  ...{ class: 'credential-unusable', outcome: 'error', phase: 'credential' },
  message: `The client certificate ${file} cannot be read.`,
  hint: '`cert` names a PEM file from the root of the repository, or `{ credential: … }`.',
});

function held(core: Core, { cert, key }: Declared) {
  if (typeof cert !== 'string') return { cert, key };
  const pem = certificateFile(core, cert);
  return pem === undefined ? unreadable(cert) : { cert: pem, key };
}

/**
 * The target with what it takes to reach it, or why we cannot.
 * `elsewhere`: it is a further address of the environment, which is not shown our certificate.
 */
export function withPassage(
  core: Core,
  environment: Environment,
  target: Target,
  elsewhere: boolean,
  signal: AbortSignal,
): Target | Problem | Promise<Target | Problem> {
  const proxy = 'sandbox' in environment ? undefined : environment.proxy;
  const own = elsewhere ? undefined : environment.clientCertificate;
  if (!own && !proxy) return target;
  const clientCertificate = own && held(core, own);
  if (clientCertificate && 'class' in clientCertificate) return clientCertificate;
  const { credentials } = environment;
  return open(core, target, { ...target, credentials, clientCertificate, proxy, signal });
}

/** The target with the proxy that leads to it, for whoever connects past that: without a secret. */
export function besideProxy(
  core: Core,
  environment: Environment,
  target: Target,
  signal: AbortSignal,
): Target | Promise<Target | Problem> {
  const declared = 'sandbox' in environment ? undefined : environment.proxy;
  if (!declared) return target;
  const proxy = 'from' in declared ? declared : { ...declared, login: undefined };
  return open(core, target, { ...target, credentials: {}, clientCertificate: undefined, proxy, signal });
}

async function open(core: Core, target: Target, order: PassageOrder): Promise<Target | Problem> {
  const opened = await core.deps.passage.open(order);
  return opened.ok ? { ...target, ...opened.passage } : opened.problem;
}
