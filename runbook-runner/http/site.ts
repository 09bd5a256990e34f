// Serves the built site by look-up in its list of files: no path is ever joined.
import { PlaybookError } from '../errors/index.ts';
import type { RawRequest } from '../ports/listener.ts';
import type { Encoding, SiteFile, SitePort } from '../ports/site.ts';
import { siteInBetween, siteNotBuilt } from '../ports/site-problem.ts';
import { refuseTokenInUrl } from './gates/token.ts';
import { CLOSED_POLICY, SELF_POLICY, withFraming } from './security-headers.ts';

/** Names in this folder carry a digest of their content. */
const HASHED = '/_astro/';

export async function serveSite(site: SitePort, request: Request, raw: RawRequest): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new PlaybookError('method_refused', 'Pages answer GET and HEAD.', { data: { allow: 'GET, HEAD' } });
  }
  refuseTokenInUrl(raw.target);
  const [encoded = '/'] = raw.target.split('?', 1);
  const path = decoded(encoded);
  const file = path === undefined ? undefined : site.file(path.endsWith('/') ? `${path}index.html` : path);
  if (file) return answer(file, request, 200);
  if (path !== undefined && site.file(`${path}/index.html`)) {
    const location = `${encoded}/${raw.target.slice(encoded.length)}`;
    return new Response(null, { status: 308, headers: { location } });
  }
  if (site.building()) throw siteInBetween('its last build failed');
  const missing = site.file('/404.html');
  if (missing) return answer(missing, request, 404);
  if (site.file('/index.html')) throw new PlaybookError('not_found', 'Nothing is at this address.');
  throw siteNotBuilt();
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function answer(file: SiteFile, request: Request, status: 200 | 404): Promise<Response> {
  const body = await file.body(acceptedEncodings(request.headers.get('accept-encoding') ?? ''));
  const headers: Record<string, string> = {
    'content-type': file.mediaType,
    'content-security-policy': await policyOf(file),
    'cache-control': file.path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: body.etag,
    vary: 'Accept-Encoding',
    ...(body.encoding === 'identity' ? {} : { 'content-encoding': body.encoding }),
  };
  if (status === 200 && matches(request.headers.get('if-none-match'), body.etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers['content-length'] = String(body.bytes.byteLength);
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(body.bytes), { status, headers });
}

async function policyOf(file: SiteFile): Promise<string> {
  if (file.mediaType.startsWith('text/html')) {
    const own = await file.csp();
    return own === undefined ? SELF_POLICY : withFraming(own);
  }
  return file.mediaType.startsWith('text/javascript') ? SELF_POLICY : CLOSED_POLICY;
}

/** Weak comparison against a list (RFC 9110 §13.1.2). */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((one) => [etag, `W/${etag}`, '*'].includes(one.trim()));
}

/** What the client takes, our preference first; `q=0` refuses (RFC 9110 §12.5.3). */
export function acceptedEncodings(header: string): readonly Encoding[] {
  const offered = new Set(
    header
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => !/;\s*q=0(?:\.0*)?$/.test(one))
      .map((one) => one.split(';', 1)[0]?.trim() ?? ''),
  );
  return (['br', 'gzip'] as const).filter((one) => offered.has(one));
}
