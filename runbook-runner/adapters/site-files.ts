// The built site on disk: listed at the start and after a build, symbolic links left out, compressed on first request.
import { createHash } from 'node:crypto';
import { constants, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { PlaybookError } from '../errors/index.ts';
import type { Encoding, SiteBody, SiteFile, SitePort } from '../ports/site.ts';
import { siteInBetween } from '../ports/site-problem.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSED = new Set(['.png', '.jpg', '.webp', '.avif', '.woff2', '.ico']);
const MEDIA_TYPE_OTHER = 'application/octet-stream';
/** Below this a compressed answer saves nothing; above the second, the best brotli takes too long. */
const SMALL_BYTES = 512;
const LARGE_BYTES = 1024 * 1024;

/** Whoever asks for what is not there has the folder looked through no more often than this. */
const LIST_EVERY_MS = 500;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * Lists the folder; an absent folder is an empty site. What a build under a running server adds is found too, and until
 * it is done (`building`), what was there before stays in the list.
 */
export function openSite(folder: string, building: () => boolean): SitePort {
  let files = new Map<string, SiteFile>();
  let listedAt = Number.NEGATIVE_INFINITY;
  let half = false;
  const list = () => {
    const was = half;
    half = building();
    if (was === half && performance.now() - listedAt < LIST_EVERY_MS) return;
    const found = [...walk(folder, '')];
    const fresh = found.map(
      ([path, place]) => [path, files.get(path) ?? siteFile(path, place, forget)] as const,
    );
    files = new Map([...(half ? files : []), ...fresh]);
    listedAt = performance.now();
  };
  const forget = (path: string) => {
    if (building()) return;
    files.delete(path);
    listedAt = Number.NEGATIVE_INFINITY;
  };
  list();
  return {
    building,
    file(path) {
      if (!files.has(path)) list();
      return files.get(path);
    },
  };
}

function* walk(folder: string, prefix: string): Generator<readonly [path: string, place: string]> {
  for (const entry of entries(folder)) {
    if (entry.name.startsWith('.') && entry.name !== '.well-known') continue;
    const place = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(place, `${prefix}/${entry.name}`);
    else if (entry.isFile()) yield [`${prefix}/${entry.name}`, place];
  }
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function siteFile(path: string, place: string, forget: (path: string) => void): SiteFile {
  const extension = extname(path).toLowerCase();
  let content: Promise<Content> | undefined;
  const bodies = new Map<Encoding, Promise<SiteBody>>();
  // A file that is rebuilt under a running server is noticed by its time and size.
  const current = async (): Promise<Content> => {
    const known = await content?.catch(() => undefined);
    const fresh = await readUnlessSame(place, known).catch((error: unknown) => {
      if (error instanceof PlaybookError) forget(path);
      throw error;
    });
    if (known && fresh === known) return known;
    content = Promise.resolve(fresh);
    bodies.clear();
    return fresh;
  };
  return {
    path,
    mediaType: MEDIA_TYPES[extension] ?? MEDIA_TYPE_OTHER,
    async csp() {
      return metaPolicy((await current()).bytes.toString('utf8'));
    },
    async body(accepted) {
      const { bytes, digest } = await current();
      const worth = bytes.byteLength >= SMALL_BYTES && extension in MEDIA_TYPES && !COMPRESSED.has(extension);
      const encoding = worth ? (accepted[0] ?? 'identity') : 'identity';
      const kept = bodies.get(encoding);
      if (kept) return kept;
      const made = encode(bytes, encoding).then((encoded) => ({
        bytes: encoded,
        encoding,
        etag: `"${digest}${encoding === 'identity' ? '' : `-${encoding}`}"`,
      }));
      bodies.set(encoding, made);
      return made;
    },
  };
}

interface Content {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly version: string;
}

async function readUnlessSame(place: string, known: Content | undefined): Promise<Content> {
  // Not followed, should the file have become a symbolic link since the list was made.
  const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW).catch(gone);
  try {
    const { mtimeMs, size } = await handle.stat();
    const version = `${mtimeMs}:${size}`;
    if (known?.version === version) return known;
    const bytes = await handle.readFile();
    return { bytes, digest: createHash('sha256').update(bytes).digest('base64url').slice(0, 22), version };
  } finally {
    await handle.close();
  }
}

/** Throws `site_missing` for a file that was there when the folder was listed. */
function gone(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT' && cause.code !== 'ELOOP') throw cause;
  throw siteInBetween('was removed', cause);
}

async function encode(bytes: Buffer, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'gzip') return zip(bytes, { level: 9 });
  if (encoding === 'identity') return bytes;
  const quality = bytes.byteLength > LARGE_BYTES ? 6 : 11;
  return brotli(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: quality } });
}

/** The policy of the page's own meta element, its character references resolved. */
function metaPolicy(html: string): string | undefined {
  const meta = /<meta\b[^>]*http-equiv=["']?content-security-policy["']?[^>]*>/i.exec(html)?.[0];
  const content = meta && /\bcontent=(?:"([^"]*)"|'([^']*)')/i.exec(meta);
  const text = content?.[1] ?? content?.[2];
  return text
    ?.replaceAll('&#39;', "'")
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
