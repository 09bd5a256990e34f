// A playbook with errors as Astro shows it: in the terminal all diagnostics, in the overlay the place of the first.
import { join } from 'node:path';
import type { ErrorPayload } from 'vite';
import type { Diagnostic } from '../../runbook-runner/playbook/playbook.ts';

export interface Invalid {
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
  /** As `playbook lint` prints them. */
  readonly rendered: string;
}

function summary({ diagnostics }: Invalid): string {
  const count = diagnostics.length;
  return `The playbook has ${count === 1 ? 'an error' : `${count} errors`}.`;
}

/** Astro and Vite read `loc`, `hint` and `frame` of an error. */
export function invalidPlaybook(invalid: Invalid): Error {
  const [first] = invalid.diagnostics;
  const error = new Error(`${summary(invalid)}\n\n${invalid.rendered}`);
  error.name = 'InvalidPlaybook';
  error.stack = `${error.name}: ${error.message}`;
  return Object.assign(error, {
    hint: first?.hint,
    loc: first && { ...first.location, file: join(invalid.root, first.location.file) },
    frame: first?.source,
  });
}

export function overlayError(invalid: Invalid): ErrorPayload['err'] {
  const [first] = invalid.diagnostics;
  return {
    message: `${summary(invalid)}\n\n${invalid.rendered}`,
    stack: '',
    plugin: 'playbook',
    ...(first
      ? { loc: { ...first.location, file: join(invalid.root, first.location.file) }, frame: first.source }
      : {}),
  };
}
