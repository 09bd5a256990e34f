// Checks that change something where no environment allows it; ▸ marks the place that must be named.
import type { Case } from './diagnostic-cases.ts';
import { edited } from './fixture.ts';

const MAKE = `title: Make
integration: pay
kind: http
steps:
  ▸- name: make
    request: { method: POST, path: /things }
  - name: unmake
    request: { method: DELETE, path: /things }
    cleanup: true
`;

export const CHANGE_CASES: readonly Case[] = [
  {
    code: 'changes-not-allowed',
    name: 'nowhere',
    files: () => ({
      ...edited(
        'docs/integrations/pay.mdx',
        '      sandbox: pay\n',
        '      sandbox: pay\n      readOnly: true\n',
      ),
      'checks/make.yaml': MAKE,
    }),
    message: 'No environment of "pay" lets a check change anything.',
    hint: 'Declare `allowsChanges: true` for an environment in which it may make something.',
  },
];
