// A regular expression as content writes it.
import { z } from 'zod';
import { patternFault } from './pattern.ts';

export const PatternText = z
  .string()
  .describe('A regular expression (RE2 syntax, linear time); it may match anywhere unless anchored.')
  .superRefine((source, context) => {
    const fault = patternFault(source);
    if (fault) {
      context.addIssue({ code: 'custom', message: `"${source}" is not an RE2 expression: ${fault}` });
    }
  });
