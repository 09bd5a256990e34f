// A process for the crash tests: a person begins a drill in it, and the sandbox never answers.
import { aWorld } from './world.ts';

const [, , folder = ''] = process.argv;
const { script, runner } = await aWorld({}, folder);
script.inject = () => new Promise(() => process.stdout.write('asked to break\n'));
// What waits for nothing would end by itself.
setInterval(() => undefined, 1_000);
await runner.attempts.begin('runbook-live', { actor: 'Ada' });
