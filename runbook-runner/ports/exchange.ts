// What went over the wire and how long each part of it took: the evidence of one exchange.
import { z } from 'zod';

export const Phases = z
  .strictObject({
    reused: z.boolean().describe('True when the connection was reused; dns, tcp and tls are then absent.'),
    proxyMs: z
      .number()
      .optional()
      .describe('Until the proxy had opened the way; dns and tcp are then absent, they are its own affair.'),
    dnsMs: z.number().optional(),
    tcpMs: z.number().optional(),
    tlsMs: z.number().optional(),
    firstByteMs: z
      .number()
      .optional()
      .describe('From the request written to the first byte of the response.'),
    bodyMs: z.number().optional(),
    totalMs: z.number(),
  })
  .describe('Milliseconds each phase took.');
export type Phases = z.output<typeof Phases>;

const Headers = z
  .array(z.tuple([z.string(), z.string()]))
  .describe('As received, in order, names in lower case.');

export const Exchange = z.strictObject({
  request: z.strictObject({
    method: z.string(),
    url: z.string(),
    headers: Headers,
    body: z.string().optional().describe('Text that was sent, cut at 64 KiB; absent when there was none.'),
  }),
  response: z
    .strictObject({
      status: z.number().int(),
      headers: Headers,
      body: z.string().describe('Text, cut at 64 KiB.'),
      bodyBytes: z.number().int().describe('Decompressed size in bytes.'),
      truncated: z.boolean(),
    })
    .optional(),
});
export type Exchange = z.output<typeof Exchange>;
