// A process that takes one action and dies the moment its intent, or the intent of a stage, is on record: nothing was
// sent for it yet. Arguments: action, then `started` or the id of the stage.
import { compose } from '../../../runbook-runner/compose.ts';
import { ROOT } from '../../cli/program.ts';

const [, , action = '', moment = ''] = process.argv;
const runner = await compose(ROOT, process.env);
const order = {
  ...{ actor: 'Ada', environment: 'sandbox', action, dryRun: false, idempotencyKey: crypto.randomUUID() },
};
await runner.act(order, (event) => {
  const at = event.event === 'stage' && event.stage.state === 'running' ? event.stage.id : event.event;
  if (at === moment) process.kill(process.pid, 'SIGKILL');
});
