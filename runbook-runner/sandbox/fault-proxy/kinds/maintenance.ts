// A maintenance page with status 200 stands in the way.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { say } from './shared/answers.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Maintenance = z.strictObject(scopeFields);

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>We will be right back</title></head>
<body><h1>We will be right back</h1><p>We are working on our systems. Thank you for your patience.</p></body>
</html>
`;

export const maintenanceFault: FaultKind<z.output<typeof Maintenance>> = {
  kind: 'maintenance',
  title: 'Maintenance page with 200',
  summary: 'Answers everything with a page for people and status 200, as a gateway under maintenance does.',
  schema: Maintenance,
  standing: 'major_outage',
  example: `title: Lumenpay shows a maintenance page with status 200
kind: maintenance
target: lumenpay
path: /v1
expect: Requests under /v1 get an HTML page with status 200.
`,
  describe: (options) => `An HTML page with status 200 is the answer to ${requests(options)}.`,
  begin: (options) => ({
    concerns: scoped(options),
    exchange: () => say({ status: 200, type: 'text/html; charset=utf-8', text: PAGE }),
  }),
};
