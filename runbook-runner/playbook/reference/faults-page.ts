// The page for testers: each declared fault, how to inject it, what to expect, how it ends.
import { spoken } from '../../ports/spoken.ts';
import type { Kinds } from '../draft.ts';
import type { FaultDefinition, Playbook } from '../playbook.ts';
import { code, type GeneratedPage, prose } from './mdx.ts';

function partsOf(fault: FaultDefinition, kinds: Kinds['faults']): string[] {
  const { id, kind: name, target, duration, longerThanAnHour, options } = fault;
  const kind = kinds.get(name);
  const does = kind ? kind.describe(kind.schema.parse(options)) : '';
  const long = longerThanAnHour === undefined ? '' : ` It lasts longer than an hour: ${longerThanAnHour}`;
  const end = `It disturbs the sandbox's server ${code(target)} alone, and ends by itself after ${spoken(duration)}.`;
  return [`## ${id}`, prose(does), `${end}${prose(long)}`, `<Fault id="${id}" />`];
}

/** Follows the definitions: a new fault stands on it after the next `npm run generate`. */
export function faultsPage(playbook: Pick<Playbook, 'faults'>, kinds: Kinds['faults']): GeneratedPage {
  const faults = [...playbook.faults.values()].sort((a, b) => a.id.localeCompare(b.id));
  return {
    name: 'faults',
    title: 'Declared faults',
    description:
      'Every fault that can be injected into the sandbox: how, what to expect of it, and how it ends.',
    parts: [
      'For testers. Press **Inject** beside a running `npm start`, or give the command in a terminal. A fault reaches the servers of the sandbox on this machine and nothing else: it is aimed by name, and the name of anything else is refused, by lint and by the sandbox.',
      'A fault ends at **Clear**, at `npm run -s playbook -- sandbox clear` and its id, by itself when its time is over, and with the sandbox: it is kept nowhere, so a sandbox or a runner that was killed leaves none on. Several may be on at once, on different servers, or on one server when they disturb different layers: its name, its connections, the requests, the answers, its webhooks, or the configuration of a consumer. Two that disturb the same layer are refused, and the message names the one that is on.',
      ...faults.flatMap((fault) => partsOf(fault, kinds)),
    ],
  };
}
