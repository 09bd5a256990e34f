// What content can promise about how long the version that answers will still be there.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import { HeaderName } from './headers-schema.ts';

export const SunsetExpectation = z
  .strictObject({
    daysLeft: DurationText.prefault('90d').describe('Shortest time that must be left until the end.'),
    deprecated: z
      .boolean()
      .default(true)
      .describe('Whether the answer may say that it is deprecated; false makes that a broken promise.'),
    version: z
      .strictObject({
        header: HeaderName.describe('Field with a dated version, such as lumenpay-version.'),
        supportedFor: DurationText.describe('How long a version is supported from its date on.'),
      })
      .optional()
      .describe('A dated version and how long it lives, where the vendor promises that.'),
  })
  .describe('How long the version that answers must still be there.');
export type SunsetExpectation = z.output<typeof SunsetExpectation>;
