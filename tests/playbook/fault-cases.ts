// Faults that would leave the sandbox, or stay.
import type { Case } from './diagnostic-cases.ts';
import { edited, WHOLE } from './fixture.ts';

export const FAULT_CASES: readonly Case[] = [
  {
    code: 'schema',
    name: 'a fault aimed at an address',
    files: () => edited('faults/text.yaml', 'target: pay', 'target: ▸https://api.pay.example'),
    message: '"target": an id has lower-case letters, digits and single hyphens.',
    hint: 'Server of the sandbox that is disturbed; nothing else can be.',
  },
  {
    code: 'fault-outside-sandbox',
    name: 'a fault aimed at no server of the sandbox',
    files: () => edited('faults/text.yaml', 'target: pay', 'target: ▸payy'),
    message: 'No integration has a server "payy" in the sandbox.',
    hint: 'Did you mean "pay"?',
  },
  {
    code: 'fault-outside-sandbox',
    name: 'a fault aimed at an integration whose environment is real',
    files: () => ({
      ...edited('faults/text.yaml', 'target: pay', 'target: ▸pay'),
      'docs/integrations/pay.mdx': (WHOLE['docs/integrations/pay.mdx'] ?? '')
        .replace('sandbox: pay\n', 'baseUrl: https://api.pay.example\n')
        .replace('{ sandbox: pay-token }', '{ env: PAY_TOKEN, obtain: Ask. }')
        .replace('{ sandbox: pay-status }', '{ baseUrl: https://status.pay.example }'),
    }),
    message: 'The integration "pay" has no environment in the sandbox under that name.',
    hint: 'Aim at the sandbox server of one of its environments, or declare `sandbox` for one.',
  },
  {
    code: 'fault-without-effect',
    name: 'a wrong configuration for an upstream',
    files: () => ({
      'faults/set.yaml': 'title: T\nkind: configuration\ntarget: ▸pay\nset: { a: 1 }\nexpect: Nothing.\n',
    }),
    message: '"configuration" disturbs the configuration, and no fault can do that to "pay".',
    hint: 'Take a fault of another kind.',
  },
  {
    code: 'fault-without-effect',
    name: 'a fault of traffic for a consumer of ours',
    files: () => ({
      ...edited('faults/text.yaml', 'target: pay', 'target: ▸order-sync'),
      'docs/integrations/order-sync.mdx': (WHOLE['docs/integrations/pay.mdx'] ?? '').replace(
        'sandbox: pay\n',
        'sandbox: order-sync\n',
      ),
    }),
    message: '"schema-drift" disturbs the traffic, and no fault can do that to "order-sync".',
    hint: 'Aim it at pay.',
  },
  {
    code: 'fault-too-long',
    name: 'a fault that lasts longer than an hour for no reason',
    files: () => edited('faults/text.yaml', 'target: pay', 'target: pay\nduration: ▸2h'),
    message: 'A fault lasts an hour at most, unless `longerThanAnHour` gives a reason.',
  },
  {
    code: 'fault-too-long',
    name: 'a fault that lasts longer than a day for any reason',
    files: () =>
      edited('faults/text.yaml', 'target: pay', 'target: pay\nlongerThanAnHour: Soak.\nduration: ▸2d'),
    message: 'A fault lasts a day at most.',
  },
  {
    code: 'schema',
    name: 'a fault that lasts no time',
    files: () => edited('faults/text.yaml', 'target: pay', 'target: pay\nduration: ▸0s'),
    message: '"duration": a fault lasts a millisecond at least.',
    hint: 'When it ends by itself; an hour at most.',
  },
  {
    code: 'schema',
    name: 'a fault of which nobody knows what to expect',
    files: () => edited('faults/text.yaml', 'expect: The contract breaks.', "expect: ▸' '"),
    message: '"expect": it says nothing.',
    hint: 'What to expect in the consumer and in the checks.',
  },
];
