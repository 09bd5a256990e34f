// What the playbook declares of an auth method, and its credentials read by reference.
import { credentialsOf } from '../playbook/credential-fields.ts';
import type { AuthMethod } from '../playbook/schema/auth-method.ts';
import { slotOf } from '../playbook/secret-slots.ts';
import type { AuthRequest, CredentialSourceSpec, DeclaredEnd } from '../ports/credential.ts';
import type { Problem } from '../ports/result.ts';
import type { Secrets } from './secrets.ts';

interface Declared {
  readonly method: AuthMethod;
  readonly credentials: Readonly<Record<string, CredentialSourceSpec>>;
}

/** The declaration for an environment; undefined when there is none. */
export type AuthLookup = (integration: string, environment: string, auth: string) => Declared | undefined;

/** Values by the field of the method that names them. */
export type Values = Readonly<Record<string, string>>;

export type Failed = { readonly ok: false; readonly problem: Problem };

/** We could not tell: what is needed is not here, or not usable. */
export function failed(cls: Problem['class'], message: string, hint: string): Failed {
  return { ok: false, problem: { class: cls, outcome: 'error', phase: 'credential', message, hint } };
}

export async function readValues(
  { method, credentials }: Declared,
  request: AuthRequest,
  secrets: Secrets,
): Promise<{ readonly ok: true; readonly values: Values } | Failed> {
  const values: Record<string, string> = {};
  for (const [field, credential] of credentialsOf(method)) {
    const source = Object.hasOwn(credentials, credential) ? credentials[credential] : undefined;
    if (!source) {
      const where = `${request.integration}, environment ${request.environment}`;
      const message = `No credential ${credential} is declared for ${where}.`;
      return failed('credential-missing', message, 'Declare it under `credentials` of the environment.');
    }
    const slot = slotOf(request.auth, method, field);
    const secret = await secrets.read({ ...request, credential, source, slot });
    if (!secret.ok) return secret;
    values[field] = secret.value;
  }
  return { ok: true, values };
}

/** When each credential of the method ends, as far as the environment says. */
export function endsOf({ method, credentials }: Declared): DeclaredEnd[] {
  return credentialsOf(method).flatMap(([, credential]) => {
    const source = credentials[credential];
    if (!source) return [];
    const { expires } = source;
    return [{ credential, seeded: 'sandbox' in source, ...(expires === undefined ? {} : { expires }) }];
  });
}
