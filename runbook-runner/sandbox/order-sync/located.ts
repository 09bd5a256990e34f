// Owns where a value does not have the declared form, as JSON pointers (RFC 6901).
import type { z } from 'zod';
import { pointerOf } from '../../ports/json-pointer.ts';

export interface Located {
  readonly pointer: string;
  readonly detail: string;
}

export const locate = (error: z.ZodError): readonly Located[] =>
  error.issues.map(({ path, message }) => ({
    pointer: pointerOf(path.map(String)),
    detail: message,
  }));
