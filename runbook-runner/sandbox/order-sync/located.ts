// Owns where a value does not have the declared form, as JSON pointers (RFC 6901).
import type { z } from 'zod';

export interface Located {
  readonly pointer: string;
  readonly detail: string;
}

export const locate = (error: z.ZodError): readonly Located[] =>
  error.issues.map(({ path, message }) => ({
    pointer: path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }));
