// A file to save. Never shown: what an upstream sent may be a page with a script.
import { withFraming } from './security-headers.ts';

export const attachment = (content: string, name: string): Response =>
  new Response(content, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': withFraming("sandbox; default-src 'none'"),
    },
  });
