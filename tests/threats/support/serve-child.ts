// The program as a process of its own: the real core, store and server over a playbook that a test wrote.
import { compose, serverParts } from '../../../runbook-runner/compose.ts';
import { createPairings } from '../../../runbook-runner/http/pairing.ts';
import { startServer } from '../../../runbook-runner/http/serve.ts';

const root = process.argv[2] ?? '';
const parts = await serverParts(root, process.env);
const lock = parts.claim();
const runner = await compose(root, process.env, [parts.controlToken]);
await runner.takeOver();
const pairings = createPairings({ clock: parts.clock, owner: runner.owner });
const server = await startServer({
  ...parts,
  ...{ runner, pairings, site: parts.site(), port: 0 },
  report: (error) => console.error(error),
});
lock.announce({
  ...{ pid: process.pid, port: server.port, url: server.url, controlToken: parts.controlToken },
  since: parts.clock.now().toISOString(),
});
process.stdout.write(`${JSON.stringify({ port: server.port, controlToken: parts.controlToken })}\n`);
process.once('SIGTERM', async () => {
  await server.close();
  await runner.close();
  lock.release();
});
