// The credential was rotated, and who still has the old one is refused.
import { z } from 'zod';
import type { Asked, FaultKind, Meeting } from './kind.ts';
import { say } from './shared/answers.ts';
import { credentialOf } from './shared/credential.ts';
import { refuse } from './shared/problem.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Unauthorized = z.strictObject({
  refuses: z
    .enum(['old', 'every'])
    .default('old')
    .describe('`old`: credentials that were in use before the fault began; a new one is let in.'),
  ...scopeFields,
});

/** As a token endpoint refuses a client (RFC 6749, 5.2), or an API a token (RFC 6750, 3). */
function refusal({ headers }: Asked): Meeting {
  if (/^basic /i.test(headers.authorization ?? ''))
    return say({
      status: 401,
      type: 'application/json',
      text: JSON.stringify({ error: 'invalid_client', error_description: 'The client secret was rotated.' }),
      headers: ['www-authenticate', 'Basic realm="token"'],
    });
  const challenge = 'Bearer error="invalid_token"';
  return refuse(401, 'The credential was rotated.', ['www-authenticate', challenge]);
}

export const unauthorizedFault: FaultKind<z.output<typeof Unauthorized>> = {
  kind: 'unauthorized',
  title: '401 after rotation',
  summary:
    'Refuses the credentials that were in use when the fault began, as after a rotation that we missed; new ones are let in. A JWT counts by its key.',
  schema: Unauthorized,
  standing: 'operational',
  example: `title: Lumenpay rotated our client secret
kind: unauthorized
target: lumenpay
expect: The old secret and its tokens get 401; a new secret works.
`,
  describe: ({ refuses, ...scope }) =>
    refuses === 'old'
      ? `Credentials that were in use before get 401 in ${requests(scope)}; new ones are let in.`
      : `Every credential gets 401 in ${requests(scope)}.`,
  begin: (options, stage) => ({
    concerns: scoped(options),
    exchange: (asked) => {
      const credential = credentialOf(asked.headers);
      if (credential === undefined) return { do: 'pass' };
      const refused = options.refuses === 'every' || stage.wasInUse(credential);
      return refused ? refusal(asked) : { do: 'pass' };
    },
  }),
};
