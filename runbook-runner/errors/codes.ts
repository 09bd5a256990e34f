// The table of every error code: what the API, the exit code and the reference page say of it.
// A code is never reused for another meaning; its anchor on the errors reference page is its own name.

/** Exit codes of the command line: 0 pass, 1 fail, and those below. */
export const EXIT = { pass: 0, fail: 1, error: 2, usage: 64, invalid: 65, later: 75 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface CodeEntry {
  /** HTTP status of a problem document (RFC 9457). */
  readonly status: number;
  readonly exit: ExitCode;
  /** One sentence, the same for every occurrence (RFC 9457 `title`). */
  readonly title: string;
}

const entry = (status: number, exit: ExitCode, title: string): CodeEntry => ({ status, exit, title });

export const CODES = {
  // what was asked for
  unknown_check: entry(404, EXIT.usage, 'No check has this id.'),
  unknown_action: entry(404, EXIT.usage, 'No action has this id.'),
  unknown_scenario: entry(404, EXIT.usage, 'No scenario has this id.'),
  unknown_drill: entry(404, EXIT.usage, 'No drill has this id.'),
  unknown_fault: entry(404, EXIT.usage, 'No fault has this id.'),
  unknown_integration: entry(404, EXIT.usage, 'No integration has this id.'),
  unknown_environment: entry(404, EXIT.usage, 'The integration has no environment of this name.'),
  unknown_origin: entry(404, EXIT.usage, 'The environment has no further address of this name.'),
  unknown_page: entry(404, EXIT.usage, 'No page of the playbook has this id.'),
  unknown_decision: entry(404, EXIT.usage, 'The scenario has no decision of this id.'),
  unknown_run: entry(404, EXIT.usage, 'No run has this id.'),
  parent_refused: entry(409, EXIT.usage, 'The run that was named does not take this record.'),
  unknown_pairing: entry(404, EXIT.usage, 'No pairing request has this id, or it has ended.'),
  usage: entry(400, EXIT.usage, 'The command was called in a way it does not understand.'),
  invalid_parameter: entry(422, EXIT.usage, 'A parameter does not have the declared form.'),
  invalid_request: entry(422, EXIT.usage, 'The request does not have the declared form.'),
  confirmation_required: entry(422, EXIT.usage, 'This needs a confirmation that was not given.'),
  person_required: entry(403, EXIT.usage, 'The action needs a person here.'),
  read_only: entry(403, EXIT.usage, 'The environment takes no actions.'),
  changes_not_allowed: entry(403, EXIT.usage, 'The environment takes no check that changes something.'),
  not_undoable: entry(409, EXIT.usage, 'This run cannot be undone.'),
  not_found: entry(404, EXIT.usage, 'Nothing is at this address.'),
  approval_needed: entry(409, EXIT.error, 'Nobody has approved on this machine what would be sent.'),
  unknown_secret: entry(404, EXIT.usage, 'No real environment has a credential of this name.'),
  // the playbook
  invalid_playbook: entry(500, EXIT.invalid, 'The playbook has errors.'),
  stale_seal: entry(409, EXIT.later, 'The page and the runner no longer agree on what would run.'),
  // the gates
  host_refused: entry(403, EXIT.error, 'The Host header names another server.'),
  malformed_request: entry(400, EXIT.error, 'The request is malformed.'),
  origin_refused: entry(403, EXIT.error, 'The request comes from a page that is not paired.'),
  method_refused: entry(405, EXIT.error, 'This address does not answer this method.'),
  media_type_refused: entry(415, EXIT.error, 'The API takes application/json only.'),
  token_missing: entry(401, EXIT.error, 'This needs a paired browser.'),
  token_refused: entry(401, EXIT.error, 'The pairing is unknown, has ended, or belongs to another origin.'),
  token_in_url: entry(400, EXIT.error, 'A token must never be in an address.'),
  pairing_refused: entry(403, EXIT.error, 'The pairing was declined in the terminal, or it ran out.'),
  idempotency_mismatch: entry(422, EXIT.error, 'The idempotency key was used before for another request.'),
  idempotency_missing: entry(400, EXIT.error, 'A request that changes something needs an Idempotency-Key.'),
  queue_full: entry(429, EXIT.later, 'The runner has as much work as it takes.'),
  quota_short: entry(429, EXIT.later, 'The run would send more requests than a quota has left.'),
  body_too_large: entry(413, EXIT.error, 'The request body is larger than the runner takes.'),
  // the inbound listener
  webhook_refused: entry(401, EXIT.error, 'The delivery is not its sender’s, or not of now.'),
  webhook_unready: entry(503, EXIT.later, 'The secret that verifies the delivery cannot be had.'),
  // the world around a run
  sandbox_not_running: entry(503, EXIT.error, 'The sandbox is not running.'),
  sandbox_failed: entry(500, EXIT.error, 'The sandbox could not do what was asked.'),
  sandbox_running: entry(409, EXIT.later, 'A sandbox already runs for this folder.'),
  fault_active: entry(409, EXIT.later, 'Another fault is active on this server of the sandbox.'),
  fault_not_active: entry(404, EXIT.usage, 'The sandbox is not disturbed by this fault.'),
  fault_not_ended: entry(500, EXIT.error, 'What a fault changed could not be put back.'),
  interrupted: entry(500, EXIT.error, 'The run was interrupted.'),
  outcome_unknown: entry(409, EXIT.error, 'An action ended without a known outcome and waits for a person.'),
  decision_without_result: entry(409, EXIT.error, 'The decision has no result to look at yet.'),
  // this machine
  port_taken: entry(500, EXIT.error, 'The port is in use.'),
  folder_owned: entry(409, EXIT.later, 'Another runner serves this folder.'),
  folder_unwritable: entry(500, EXIT.error, 'The state folder cannot be written.'),
  folder_exposed: entry(500, EXIT.error, 'The state folder can be read by others.'),
  secrets_untrusted: entry(500, EXIT.error, 'A file that decides where secrets go cannot be trusted.'),
  secret_not_allowed: entry(403, EXIT.error, 'No secret may be given here.'),
  storage_damaged: entry(500, EXIT.error, 'The records cannot be read.'),
  storage_locked: entry(503, EXIT.later, 'Another program holds the records.'),
  storage_full: entry(507, EXIT.later, 'The disk is full.'),
  site_missing: entry(503, EXIT.error, 'The site has not been built.'),
  runner_not_running: entry(503, EXIT.error, 'No runner serves this folder.'),
  internal: entry(500, EXIT.error, 'The program met a state that it should not be able to meet.'),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof CODES;

/** Whether a word from another process is a code of ours. */
export function isErrorCode(word: unknown): word is ErrorCode {
  return typeof word === 'string' && Object.hasOwn(CODES, word);
}
