// The rooms of the house and who may import whom: the rule of ARCHITECTURE.md as data.

/** Rooms that each room may import beside itself. A kind never imports a sibling; only compose meets adapters. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  ports: ['errors'],
  'checks/contract': ['errors', 'ports'],
  'checks/assertions': ['errors', 'ports', 'checks/contract'],
  'checks/parameters': ['errors', 'ports', 'checks/assertions'],
  'checks/request': ['errors', 'ports', 'checks/contract', 'checks/assertions', 'checks/parameters'],
  'checks/kinds': ['errors', 'ports', 'checks/contract', 'checks/assertions', 'checks/request'],
  'checks/registry': ['checks/contract', 'checks/kinds', 'checks/assertions', 'checks/request'],
  'actions/contract': ['errors', 'ports', 'checks/contract'],
  'actions/request': [
    ...['errors', 'ports', 'checks/contract', 'checks/assertions', 'checks/request'],
    'actions/contract',
  ],
  'actions/kinds': [
    ...['errors', 'ports', 'checks/contract', 'checks/assertions', 'checks/request'],
    ...['actions/contract', 'actions/request'],
  ],
  'actions/registry': ['actions/contract', 'actions/kinds'],
  'faults/contract': ['errors', 'ports'],
  'faults/shared': ['errors', 'ports', 'faults/contract'],
  'faults/kinds': ['errors', 'ports', 'faults/contract', 'faults/shared'],
  'faults/registry': ['faults/contract', 'faults/kinds'],
  playbook: ['errors', 'ports', 'checks/contract', 'actions/contract', 'faults/contract'],
  signature: ['errors', 'ports', 'playbook'],
  core: [
    ...['errors', 'ports', 'playbook', 'signature', 'checks/contract', 'checks/registry'],
    'checks/parameters',
    ...['actions/contract', 'actions/registry'],
  ],
  adapters: ['errors', 'ports', 'playbook'],
  sandbox: [
    ...['errors', 'ports', 'playbook', 'adapters'],
    ...['faults/contract', 'faults/shared', 'faults/registry'],
  ],
  compose: [
    ...['errors', 'ports', 'playbook', 'core', 'http', 'adapters'],
    ...['checks/registry', 'actions/registry', 'faults/registry'],
  ],
  http: ['errors', 'ports', 'playbook', 'core'],
  cli: [
    'errors',
    'ports',
    'playbook',
    'signature',
    'core',
    'http',
    'compose',
    'checks/registry',
    'actions/registry',
    'faults/registry',
  ],
  client: ['core', 'ports', 'http'],
};

/** The room of a file under `runbook-runner/`. */
export function roomOf(path: string): string {
  const inside = path.replace(/^runbook-runner\//, '');
  const [folder = '', file] = inside.split('/');
  const kinds = 'sandbox/fault-proxy/kinds/';
  if (inside.startsWith(kinds)) return faultRoomOf(inside.slice(kinds.length));
  if (file === undefined) return folder.replace(/\.(ts|mjs)$/, '');
  if (folder !== 'checks' && folder !== 'actions') return folder;
  if (file === 'assertions' || file === 'request') return `${folder}/${file}`;
  if (file === 'parameters.ts') return 'checks/parameters';
  if (file === 'registry.ts' || file === 'one-kind.ts') return `${folder}/registry`;
  return file === 'kind.ts' ? `${folder}/contract` : `${folder}/kinds`;
}

/** Kinds of faults stand in the sandbox's folder, and are rooms of their own: the loader reads them too. */
function faultRoomOf(file: string): string {
  if (file.startsWith('shared/')) return 'faults/shared';
  if (file === 'registry.ts') return 'faults/registry';
  return file === 'kind.ts' ? 'faults/contract' : 'faults/kinds';
}
