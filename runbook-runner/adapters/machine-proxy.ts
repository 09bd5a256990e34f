// The proxy that this machine's own environment names: asked only where the playbook says so.
import type { SecretsSink } from '../ports/credential.ts';
import type { HttpProxy } from '../ports/passage.ts';
import type { Problem } from '../ports/result.ts';
import { exceptionsIn } from './proxy-exceptions.ts';
import { makeProblem } from './transport-problem.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const wrong = (message: string, hint: string): Problem => makeProblem('proxy-failed', 'proxy', message, hint);

/** Undefined when none is named; a problem when it cannot be used. Its address is the word of the machine's owner. */
export function machineProxy(variables: Variables, sink: SecretsSink): HttpProxy | Problem | undefined {
  const text = variables.HTTPS_PROXY || variables.https_proxy;
  if (!text) return undefined;
  const named = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(named) ? new URL(named) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url?.password) for (const form of [url.password, decoded(url.password)]) sink.add(form);
  if (!url || !isHttp || url.hostname === '') {
    const hint = 'It must be http or https, a host and a port.';
    return wrong('`HTTPS_PROXY` of this machine names no HTTP proxy.', hint);
  }
  if (url.username !== '' || url.password !== '') {
    const hint = 'Declare the proxy by `url` in the environment, and its `login` by credentials.';
    return wrong('`HTTPS_PROXY` of this machine holds a login, which is taken from credentials alone.', hint);
  }
  const except = exceptionsIn(variables.NO_PROXY || variables.no_proxy || '');
  return { url: url.origin, loopback: true, privateNetwork: true, except };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
