// What a step of a sequence uses, and whether it changes something.

import { slotsInJson } from '../assertions/slots.ts';
import { slotsOf } from './build.ts';
import { slotsExpected } from './expected.ts';
import type { Step } from './steps.ts';

export const READING = ['GET', 'HEAD', 'OPTIONS'] as const;
export const isReading = (method: string): boolean => (READING as readonly string[]).includes(method);

/** Whether a step's method is one that may change something (RFC 9110 §9.2.1). */
export const changes = ({ request }: Step): boolean => !isReading(request.method);

/** Slots that a step fills, from parameters or from what was captured. */
export function slotsOfStep({ request }: Step): string[] {
  const bearer = request.bearer === undefined ? [] : [request.bearer];
  return [...slotsOf(request), ...slotsInJson(request.body), ...bearer];
}

/** The same, with those in what the answer must hold to. */
export const namesIn = (step: Step): string[] => [...slotsOfStep(step), ...slotsExpected(step.expect)];

/** Milliseconds that cleaning up gets after an interruption, and at most of a deadline. */
export const CLEANUP_MS = 2_000;
