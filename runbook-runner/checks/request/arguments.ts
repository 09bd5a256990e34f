// Fills the arguments of a program: each stays one argument, and no value can become an option or a shell's word.
import { PlaybookError } from '../../errors/index.ts';
import { slotsIn } from '../assertions/slots.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillText } from './slots.ts';

/** No shell reads them; a program that hands them to one is not made dangerous by us. Whatever the pattern says. */
const SHELL = /[;&|<>$`"'\\(){}*?!#~\n\r]/;

/**
 * The arguments as the program gets them. Throws `invalid_parameter` when a value begins with a hyphen, unless
 * `allowHyphen`, or holds what a shell would act on.
 */
export function fillArguments(
  templates: readonly string[],
  values: ParameterValues,
  allowHyphen: boolean,
): string[] {
  return templates.map((template) => {
    for (const name of slotsIn(template)) {
      const value = String(values[name] ?? '');
      const why = SHELL.test(value)
        ? 'holds a character that a shell would act on'
        : value.startsWith('-') && !allowHyphen
          ? 'begins with a hyphen and would be an option'
          : undefined;
      if (why) throw new PlaybookError('invalid_parameter', `The parameter "${name}" ${why}.`);
    }
    return fillText(template, values);
  });
}
