// What content can promise about the status of an answer.
import { z } from 'zod';

const Code = z.int().min(100).max(599);

export const StatusExpectation = z
  .union([Code, z.array(Code).min(1), z.enum(['2xx', '3xx', '4xx', '5xx'])])
  .describe('Status that must be answered: a code, a list of codes, or a class such as 2xx.');
export type StatusExpectation = z.output<typeof StatusExpectation>;
