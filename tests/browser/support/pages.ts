// One page of each kind, for tests that must hold for all of them.
export const PAGES = {
  home: '/',
  scenario: '/scenarios/inconsistent-schema/',
  'scenario with latency': '/scenarios/upstream-latency/',
  overview: '/failure-modes/',
  'failure mode': '/failure-modes/schema-drift/',
  integration: '/integrations/lumenpay/',
  drill: '/drills/inconsistent-schema-live/',
  onboarding: '/onboarding/',
  escalation: '/escalation/',
  glossary: '/glossary/',
  term: '/glossary/p95/',
  changelog: '/changelog/',
  reference: '/reference/check-kinds/',
  'check kind': '/reference/check-kinds/http/',
  assertion: '/reference/assertions/contract/',
  'not found': '/404.html',
} as const;
