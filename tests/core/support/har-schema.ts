// HAR 1.2 as its specification has it (http://www.softwareishard.com/blog/har-12-spec/), and stricter: nothing may be
// there that it does not name. `har-schema` on npm was last published in 2017, with its validator deprecated.
import { z } from 'zod';

const comment = z.string().optional();
const size = z.int().min(-1);
const ms = z.number().min(-1);
const when = z.iso.datetime({ offset: true });

const Named = z.strictObject({ name: z.string(), value: z.string(), comment });

const Cookie = Named.extend({
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: when.optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
});

const common = {
  httpVersion: z.string(),
  cookies: z.array(Cookie),
  headers: z.array(Named),
  headersSize: size,
  bodySize: size,
  comment,
};

const Request = z.strictObject({
  method: z.string().min(1),
  url: z.url(),
  queryString: z.array(Named),
  postData: z.strictObject({ mimeType: z.string(), text: z.string(), comment }).optional(),
  ...common,
});

const Response = z.strictObject({
  status: z.int().min(0),
  statusText: z.string(),
  content: z.strictObject({
    size: z.int(),
    compression: z.int().optional(),
    mimeType: z.string(),
    text: z.string().optional(),
    encoding: z.string().optional(),
    comment,
  }),
  redirectURL: z.string(),
  ...common,
});

const Timings = z.strictObject({
  ...{ blocked: ms.optional(), dns: ms.optional(), connect: ms.optional(), ssl: ms.optional() },
  ...{ send: ms, wait: ms, receive: ms, comment },
});

const Entry = z
  .strictObject({
    pageref: z.string().optional(),
    startedDateTime: when,
    time: z.number().min(0),
    request: Request,
    response: Response,
    cache: z.strictObject({}),
    timings: Timings,
    serverIPAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
    connection: z.string().optional(),
    comment,
  })
  .refine(({ time, timings: { blocked = -1, dns = -1, connect = -1, send, wait, receive } }) => {
    const known = [blocked, dns, connect, send, wait, receive].filter((one) => one !== -1);
    return Math.abs(time - known.reduce((sum, one) => sum + one, 0)) < 0.01;
  }, 'the time is the sum of the timings that are known, `ssl` being a part of `connect`');

const Page = z.strictObject({
  startedDateTime: when,
  id: z.string(),
  title: z.string(),
  pageTimings: z.strictObject({ onContentLoad: ms.optional(), onLoad: ms.optional(), comment }),
  comment,
});

const Creator = z.strictObject({ name: z.string(), version: z.string(), comment });

export const HarDocument = z.strictObject({
  log: z
    .strictObject({
      version: z.literal('1.2'),
      creator: Creator,
      browser: Creator.optional(),
      pages: z.array(Page).optional(),
      entries: z.array(Entry),
      comment,
    })
    .refine(({ pages, entries }) => {
      const ids = pages?.map(({ id }) => id) ?? [];
      const named = entries.every(({ pageref }) => pageref === undefined || ids.includes(pageref));
      return named && new Set(ids).size === ids.length;
    }, 'an entry refers to a page that is there once'),
});
