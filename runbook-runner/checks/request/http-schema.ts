// What content declares of a check of the kind `http`: one request, once or sampled, or a short sequence.
import { z } from 'zod';
import { answerExpectations } from '../assertions/answers-schema.ts';
import { LatencyExpectation } from '../assertions/latency-schema.ts';
import { TotalLatency } from '../assertions/step-latency-schema.ts';
import { ConnectionUse } from './connection.ts';
import { requestFields } from './fields.ts';
import { Steps } from './steps.ts';

export const OneRequest = z
  .strictObject({
    request: z
      .strictObject({
        method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET').describe('A check only ever reads.'),
        ...requestFields,
        redirects: z.int().min(0).max(5).default(0).describe('Redirects to follow; none unless declared.'),
        connection: ConnectionUse,
      })
      .describe('The request that is sent.'),
    expect: z
      .strictObject({ ...answerExpectations, latency: LatencyExpectation.optional() })
      .prefault({})
      .describe('What the answer must hold to.'),
  })
  .refine((one) => one.request.method === 'GET' || !(one.expect.body || one.expect.contract), {
    error: 'only an answer to GET has a body that can be held to something',
  })
  .refine((one) => one.request.connection === undefined || one.expect.latency === undefined, {
    error: 'a check with `latency` says by its `connections` whether they are kept',
    path: ['request', 'connection'],
  });
export type OneRequest = z.output<typeof OneRequest>;
export const Sequence = z.strictObject({
  steps: Steps,
  expect: z.strictObject({ latency: TotalLatency }).optional().describe('What all of it must hold to.'),
});
export type Sequence = z.output<typeof Sequence>;
export const HttpCheck = z.union([OneRequest, Sequence]);
export type HttpCheck = z.output<typeof HttpCheck>;
