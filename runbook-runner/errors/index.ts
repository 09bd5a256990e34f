export { CODES, type ErrorCode, EXIT, type ExitCode, isErrorCode } from './codes.ts';
export { nearest, suggest } from './nearest.ts';
export { type Location, PlaybookError } from './playbook-error.ts';
