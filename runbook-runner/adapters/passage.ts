// Makes the way to a target: its client certificate and proxy, with secrets by reference.
import { PASSAGE_SLOTS } from '../playbook/passage-secrets.ts';
import type { SecretsSink } from '../ports/credential.ts';
import type { HttpProxy, PassageOrder, PassageOutcome, PassagePort } from '../ports/passage.ts';
import { unfolded } from '../ports/pem.ts';
import type { Problem } from '../ports/result.ts';
import type { ClientCertificate } from '../ports/tls.ts';
import { readIdentity } from './client-certificate.ts';
import { machineProxy } from './machine-proxy.ts';
import type { Secrets } from './secrets.ts';
import { makeProblem } from './transport-problem.ts';

export interface PassageOptions {
  readonly secrets: Pick<Secrets, 'read'>;
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly sink: SecretsSink;
}

/** Carries a problem through the steps of one order. */
class Obstacle extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Shorter lines of a key would blank out ordinary words. */
const LINE = 32;

class Passages implements PassagePort {
  readonly #options: PassageOptions;

  constructor(options: PassageOptions) {
    this.#options = options;
  }

  async open(order: PassageOrder): Promise<PassageOutcome> {
    try {
      const [clientCertificate, proxy] = [await this.#identity(order), await this.#proxy(order)];
      return { ok: true, passage: { clientCertificate, proxy } };
    } catch (error) {
      if (error instanceof Obstacle) return { ok: false, problem: error.problem };
      throw error;
    }
  }

  async #identity(order: PassageOrder): Promise<ClientCertificate | undefined> {
    const declared = order.clientCertificate;
    if (!declared) return undefined;
    const { cert: from } = declared;
    const { baseUrl } = order;
    const cert =
      typeof from === 'string'
        ? from
        : unfolded(await this.#secret(order, from.credential, PASSAGE_SLOTS.cert, baseUrl));
    const key = unfolded(await this.#secret(order, declared.key, PASSAGE_SLOTS.key, baseUrl));
    this.#hide(key);
    const read = readIdentity({ cert, key });
    if ('class' in read) throw new Obstacle(read);
    return { cert, key };
  }

  /** An echo may wrap a key otherwise, or show one line of it. */
  #hide(key: string): void {
    const lines = key.split(/\r?\n/).filter((line) => !line.startsWith('-----'));
    const long = lines.filter((line) => line.length >= LINE);
    for (const form of [lines.join(''), ...long]) this.#options.sink.add(form);
  }

  async #proxy(order: PassageOrder): Promise<HttpProxy | undefined> {
    const { proxy: declared } = order;
    if (!declared) return undefined;
    if ('from' in declared) {
      const named = machineProxy(this.#options.variables, this.#options.sink);
      if (named && 'class' in named) throw new Obstacle(named);
      return named;
    }
    const { url, login, privateNetwork } = declared;
    const authorization = login && (await this.#login(order, login, url));
    return { url: new URL(url).origin, authorization, privateNetwork, loopback: false, except: [] };
  }

  /** Basic authentication (RFC 7617), UTF-8. */
  async #login(order: PassageOrder, login: { user: string; password: string }, url: string): Promise<string> {
    const user = await this.#secret(order, login.user, PASSAGE_SLOTS.user, url);
    const password = await this.#secret(order, login.password, PASSAGE_SLOTS.password, url);
    if (user.includes(':')) {
      const message = 'The user name for the proxy has a colon, which Basic authentication does not allow.';
      throw new Obstacle(makeProblem('credential-unusable', 'credential', message, 'Set it again.'));
    }
    const encoded = Buffer.from(`${user}:${password}`).toString('base64');
    this.#options.sink.add(encoded);
    return `Basic ${encoded}`;
  }

  async #secret(order: PassageOrder, credential: string, slot: string, baseUrl: string): Promise<string> {
    const { integration, environment, signal, credentials, loopback } = order;
    const source = Object.hasOwn(credentials, credential) ? credentials[credential] : undefined;
    if (!source) {
      const message = `No credential ${credential} is declared for ${integration}, environment ${environment}.`;
      const hint = 'Declare it under `credentials` of the environment.';
      throw new Obstacle(makeProblem('credential-missing', 'credential', message, hint));
    }
    const wanted = { integration, environment, credential, source, slot, baseUrl, loopback, signal };
    const secret = await this.#options.secrets.read(wanted);
    if (!secret.ok) throw new Obstacle(secret.problem);
    return secret.value;
  }
}

export function createPassages(options: PassageOptions): PassagePort {
  return new Passages(options);
}
