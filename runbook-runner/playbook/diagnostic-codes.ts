// The table of every diagnostic code: what can be wrong with a playbook's files, in one sentence each.
// A code's anchor on the diagnostics reference page is its own name; each has a test.

export const DIAGNOSTIC_CODES = {
  // a file by itself
  'yaml-syntax': 'The YAML or JSON cannot be read.',
  'alias-limit': 'Aliases of the YAML expand to more than the loader takes.',
  'refused-key': 'The key could change how the program itself works, so it is refused.',
  'mdx-syntax': 'The page is not valid MDX.',
  'front-matter-missing': 'The page has no front matter.',
  'invalid-id': 'A file or folder name cannot serve as an id.',
  'stray-file': 'The loader does not read this file, so nothing would use it.',
  'duplicate-id': 'Two entries have the same id.',
  'page-clash': 'Two files would be served at the same address.',
  // what the schemas ask for
  'unknown-key': 'The key is none of those that are declared.',
  'missing-key': 'A required key is missing.',
  schema: 'A value does not have the declared form.',
  'unknown-kind': 'No kind has this name.',
  'invalid-pattern': 'A regular expression cannot be compiled.',
  'invalid-default': 'The default of a parameter is not one of its own values.',
  'undeclared-parameter': 'A slot of a request has no declared parameter.',
  'page-kinds': 'A page can be of one kind only.',
  // elements of a page
  'unknown-element': 'No component that pages may use has this name.',
  'page-import': 'A page imports or exports something.',
  'page-expression': 'A page computes something.',
  'missing-attribute': 'An element lacks an attribute that it needs.',
  'computed-attribute': 'An attribute that the loader must read is an expression.',
  'nested-step': 'A step stands inside another step.',
  'duplicate-step': 'Two steps of a page have the same id.',
  'unplaced-decision': 'A declared decision stands nowhere on its page.',
  'unplaced-check': 'A decision looks at a check that its page does not place.',
  // what refers to what
  'unknown-check': 'No check has this id.',
  'unknown-action': 'No action has this id.',
  'unknown-decision': 'The scenario declares no decision of this id.',
  'unknown-step': 'No step of this page and no page has this id.',
  'unknown-assertion': 'The check makes no assertion of this name.',
  'unknown-integration': 'No integration has this id.',
  'unknown-auth': 'The integration has no auth method of this name.',
  'unknown-origin': 'An environment has no further address of this name.',
  'unknown-credential': 'An environment has no credential of this name.',
  'unknown-contract': 'No contract stands at this path.',
  'unknown-team': 'No team has this id.',
  'unknown-channel': 'No channel has this id.',
  'unknown-policy': 'No escalation policy has this id.',
  'unknown-term': 'No glossary term has this id.',
  'unknown-failure-mode': 'No failure mode has this id.',
  'unknown-scenario': 'No scenario has this id.',
  'unknown-fault': 'No fault has this id.',
  'unknown-page': 'No page and no integration has this id.',
  // the promises of the playbook
  'scenario-without-drill': 'No drill proves the scenario.',
  'drill-mismatch': 'A drill and its scenario do not fit together.',
  'mode-not-recognisable': 'No check can show the failure mode.',
  'action-without-undo': 'An action has no way back and is not marked irreversible.',
  'action-without-verify': 'An action names no check that verifies it and is not marked irreversible.',
  'irreversible-with-undo': 'An action is marked irreversible and declares an undo.',
} as const satisfies Record<string, string>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
