// How long a step of a sequence may take, or all of them together.
import { DurationText } from '../../ports/duration-text.ts';

export const StepLatency = DurationText.optional().describe(
  'Longest time that the step may take, from the request written to the last byte.',
);

export const TotalLatency = DurationText.optional().describe(
  'Longest time of all steps together, without those that clean up.',
);
