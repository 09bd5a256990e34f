// The name of a server leads nowhere.
import { z } from 'zod';
import { type FaultKind, NAME_EFFECTS, type NameEffect } from './kind.ts';

const DnsFailure = z.strictObject({
  answer: z
    .enum(NAME_EFFECTS)
    .default('nxdomain')
    .describe(
      'What the name server answers: that there is no such name, that it failed, nothing, or an address at which nobody listens.',
    ),
});

const WORDS: Readonly<Record<NameEffect, string>> = {
  nxdomain: 'The name server says that there is no such name (NXDOMAIN)',
  servfail: 'The name server says that it failed (SERVFAIL)',
  silence: 'The name server does not answer',
  'wrong-address': 'The name leads to an address at which nobody listens',
};

export const dnsFailureFault: FaultKind<z.output<typeof DnsFailure>> = {
  kind: 'dns-failure',
  title: 'DNS failure',
  summary:
    'Lets the name of the server lead nowhere. Open connections are dropped when it begins, so that the name must be looked up again.',
  schema: DnsFailure,
  standing: 'major_outage',
  example: `title: Lumenpay's name is gone
kind: dns-failure
target: lumenpay
answer: nxdomain
expect: No connection is opened, because the name has no address.
`,
  describe: ({ answer }) => `${WORDS[answer]}.`,
  begin: ({ answer }) => ({ name: answer }),
};
