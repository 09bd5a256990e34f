// Expressions so plain that the engine of JavaScript takes them in linear time too: most of content's are.

const CHAR = '[A-Za-z0-9 _.,:;/@#%~=+*?(){}|$!"\'<>&`]';
const ESCAPED = '\\\\(?:[dw]|[!-/:-@[-`{-~])';
const CLASS = `\\[-?(?:${CHAR}-${CHAR}|${CHAR}|${ESCAPED})+-?\\]`;
const ATOM = `(?:[A-Za-z0-9 _,:;/@#%~=!"'<>&\`-]|${ESCAPED}|${CLASS})`;
// A number that begins with a needless zero is a count in JavaScript, and text in RE2.
const TIMES = '(?:0|[1-9]\\d{0,2})';
const OPEN_COUNT = `(?:[+*?]|\\{${TIMES},(?:${TIMES})?\\})`;
const FIXED = `(?:${ATOM}(?:\\{${TIMES}\\})?)`;

/**
 * A length that is fixed is tried once at each place, and an anchored expression with one open count is tried once
 * for each count. Groups, alternatives, negated classes and characters beyond ASCII are left to RE2.
 */
const PLAIN = new RegExp(`^(?:\\^?${FIXED}*|\\^${FIXED}*${ATOM}${OPEN_COUNT}${FIXED}*)\\$?$`);

/** The expression in the engine of JavaScript; undefined where that could take more than linear time, or differ from RE2. */
export function plainExpression(source: string): RegExp | undefined {
  if (!PLAIN.test(source)) return undefined;
  try {
    return new RegExp(source);
  } catch {
    // RE2 says better what is wrong with it.
    return undefined;
  }
}
