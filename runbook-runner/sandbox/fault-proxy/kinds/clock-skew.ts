// The upstream's clock is wrong.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration-text.ts';
import type { Asked, FaultKind, Meeting } from './kind.ts';
import { withoutFields } from './shared/answers.ts';
import { jwtOf } from './shared/credential.ts';
import { refuse } from './shared/problem.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const ClockSkew = z.strictObject({
  by: DurationText.describe("How far the upstream's clock is off."),
  direction: z.enum(['ahead', 'behind']).describe('Whether it shows a later or an earlier time than ours.'),
  ...scopeFields,
});
type ClockSkew = z.output<typeof ClockSkew>;

/** What verifiers of a JWT commonly forgive, in seconds. */
const LEEWAY_S = 60;

const shift = ({ by, direction }: ClockSkew): number => (direction === 'ahead' ? by.ms : -by.ms);

/** Holds the times of a JWT against the wrong clock (RFC 7519, 4.1). */
function judge({ headers }: Asked, nowS: number): Meeting {
  const claims = jwtOf(headers)?.claims ?? {};
  const { exp, nbf, iat } = claims;
  const ended = typeof exp === 'number' && nowS >= exp + LEEWAY_S;
  const early = [nbf, iat].some((one) => typeof one === 'number' && nowS < one - LEEWAY_S);
  if (!ended && !early) return { do: 'pass' };
  const detail = ended ? 'The token has expired.' : 'The token is not valid yet.';
  return refuse(401, detail, [
    'www-authenticate',
    `Bearer error="invalid_token", error_description="${detail}"`,
  ]);
}

export const clockSkewFault: FaultKind<ClockSkew> = {
  kind: 'clock-skew',
  title: 'Clock skew',
  summary:
    "Shifts the upstream's clock: the Date of its answers, and the time by which it judges the JWTs that it is sent.",
  schema: ClockSkew,
  standing: 'operational',
  example: `title: Stockline's clock is ten minutes behind
kind: clock-skew
target: stockline
by: 10m
direction: behind
expect: Date is ten minutes old, and a fresh JWT is not valid yet.
`,
  describe: ({ by, direction, ...scope }) =>
    `Date in answers to ${requests(scope)} is ${by.text} ${direction}, and JWTs are judged by that time.`,
  begin(options, stage) {
    const now = () => stage.nowMs() + shift(options);
    return {
      concerns: scoped(options),
      exchange: (asked) => judge(asked, now() / 1_000),
      answer: (answer) => ({
        ...answer,
        headers: [...withoutFields(answer.headers, ['date']), 'date', new Date(now()).toUTCString()],
      }),
    };
  },
};
