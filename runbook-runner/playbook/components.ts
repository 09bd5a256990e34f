// The components that a page may use. The site provides exactly these, and the loader refuses any other.

export const COMPONENTS = [
  'Action',
  'Check',
  'Decision',
  'FailureMode',
  'Fault',
  'RunnerStatus',
  'Seal',
  'Step',
  'Term',
] as const;
