// Says how long a certificate has left, in a unit that tells something.
import { counted } from './spoken.ts';

const PER_DAY = [
  ['day', 1, 10],
  ['hour', 24, 10],
  ['minute', 1_440, 1],
] as const;

/** Days rounded down, in the largest unit of which there is a whole one: `3.2 days`, `5.5 hours`, `-12 minutes`. */
export function lifetime(days: number): {
  readonly amount: number;
  readonly unit: 'day' | 'hour' | 'minute';
} {
  const [unit, perDay, parts] = PER_DAY.find(([, count]) => Math.abs(days) * count >= 1) ?? PER_DAY[2];
  return { amount: Math.floor(days * perDay * parts) / parts, unit };
}

/** What a certificate has left: `3.2 days left`. */
export function leftWords(days: number): string {
  const { amount, unit } = lifetime(days);
  return `${counted(amount, unit)} left`;
}
