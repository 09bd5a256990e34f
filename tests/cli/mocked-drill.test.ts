// A drill of an adopter: their API is mocked, their own service is a program behind commands, and no file of ours is changed.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withAcme } from './acme.ts';
import { playbook, temporaryFolder } from './program.ts';

const ACTION = `title: Weigh by what is stored
description: The shop weighs orders by the weights of yesterday, and asks Acme for none.
integration: acme
kind: command
do: { command: shop, arguments: [stored, 'on'] }
undo: { command: shop, arguments: [stored, 'off'] }
verify: [shop-orders]
unattended: allowed
`;

const FILES: Readonly<Record<string, string>> = {
  'checks/shop-orders.yaml': `title: The shop can weigh orders
integration: acme
kind: command
command: shop
arguments: [orders]
expect: { exitCode: 0 }
`,
  'faults/acme-weight-as-text.yaml': `title: Acme sends weights as text
kind: schema-drift
target: acme
path: /parts
changes: [{ change: retype, pointer: /weight, to: string }]
expect: Acme answers 200, and a weight is text.
`,
  'docs/scenarios/acme-weights.mdx': `---
title: Acme sends weights that can't be read
description: Weigh by what is stored until Acme has mended it.
scenario:
  integration: acme
  components: [shop]
  impact: { customers: Nobody can order parts., internal: Orders are not weighed. }
  severity: sev2
  failureModes: [schema-drift]
  roles: { lead: integrations }
  policy: sev2
  drill: acme-weights-live
  decisions:
    confirmed:
      question: Is it the schema?
      rules:
        - when: [{ on: assertion, check: acme-part, assertion: contract, is: fail }]
          verdict: proceed
          to: stored
          because: A weight is no number.
      otherwise: { verdict: escalate, to: escalation, because: It is something else. }
  rollback: { when: Orders are still not weighed., protects: The weights of orders. }
  afterwards: [{ state: Parts match the contract., check: acme-part }]
review: { owner: integrations, every: P90D, last: '2026-11-09' }
---
<Step id="confirm" title="Confirm that it is the schema">
<Check id="acme-part" />
<Decision id="confirmed" />
</Step>
<Step id="stored" title="Weigh by what is stored">
<Action id="shop-stored-weights" />
</Step>
<Step id="verify" title="See that orders are weighed">
<Check id="shop-orders" />
</Step>
<Step id="restore" title="Go back when Acme has mended it">
<Check id="acme-part" />
</Step>
`,
};

const DRILL = `---
title: 'Drill: weights of Acme'
description: The runbook must bring orders back while Acme is wrong.
drill:
  kind: live-fire
  scenario: acme-weights
  fault: acme-weight-as-text
  baseline: [acme-part, shop-orders]
  detect: { check: acme-part, within: 10s }
  expect: { failureMode: schema-drift }
  walk:
    - { step: confirm, sees: { acme-part: fail, confirmed: proceed } }
    - { step: stored, sees: { shop-stored-weights: done } }
    - { step: verify, sees: { shop-orders: pass } }
    - { step: restore, mended: true, sees: { acme-part: pass, shop-stored-weights: undone } }
  recover: { check: shop-orders, within: 10s }
  objectives: [Orders are weighed while Acme is wrong.]
review: { owner: integrations, every: P90D, last: '2026-11-09' }
---
What is broken: a weight is text.
`;

/** The adopter's own service: it finds the mocked API where the sandbox announced it. */
const shopIn = (folder: string, home: string) => `#!${process.execPath}
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { get } = require('node:https');
const stored = ${JSON.stringify(join(folder, 'stored'))};
const [, , what, to] = process.argv;
if (what === 'stored') to === 'on' ? writeFileSync(stored, '') : rmSync(stored);
else if (!existsSync(stored)) {
  const { servers, ca } = JSON.parse(readFileSync(${JSON.stringify(join(home, 'sandbox.json'))}, 'utf8'));
  const { url } = servers.find(({ name }) => name === 'acme');
  get(url + '/parts/p_1', { ca, headers: { 'x-api-key': 'key' } }, async (answer) => {
    const [text] = await answer.toArray();
    process.exitCode = Number.isInteger(JSON.parse(text).weight) ? 0 : 1;
  });
}
`;

async function adopted() {
  const root = await withAcme();
  const [home, folder] = [temporaryFolder(), temporaryFolder()];
  const [shop, list] = [join(folder, 'shop'), join(folder, 'commands.json')];
  writeFileSync(shop, shopIn(folder, home));
  chmodSync(shop, 0o700);
  writeFileSync(list, JSON.stringify({ shop }), { mode: 0o600 });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(root, 'src/content', path), text);
  const env = { PLAYBOOK_HOME: home, PLAYBOOK_COMMANDS: list };
  return async (action: string) => {
    writeFileSync(join(root, 'src/content/actions/shop-stored-weights.yaml'), action);
    writeFileSync(join(root, 'src/content/docs/drills/acme-weights-live.mdx'), DRILL);
    const { code, stdout, stderr } = await playbook(['drill', 'acme-weights-live'], { root, env });
    return { code, said: stdout + stderr };
  };
}

test("a runbook for an API of one's own is proven by its drill, which fails when the action helps no more", {
  timeout: 120_000,
}, async () => {
  const run = await adopted();
  const held = await run(ACTION);
  expect(held.code, held.said).toBe(0);
  expect(held.said).toContain('schema-drift ranks first');
  expect(held.said).toContain('shop-orders is green while acme-weight-as-text lasts');
  const useless = await run(ACTION.replace("arguments: [stored, 'on']", 'arguments: [orders]'));
  expect(useless.code, useless.said).toBe(1);
  expect(useless.said).toContain(
    'The action "shop-stored-weights" must be done and verified, and was refused',
  );
});
