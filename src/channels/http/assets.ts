import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { acceptedCoding, compress } from './compress.ts';
import type { Coding } from './compress.ts';

export interface Assets {
  /** Address of the script; null when the pages were not built. */
  readonly script: `/${string}` | null;
  readonly styles: readonly string[];
  /** The same of the officers' console. */
  readonly console: { readonly script: `/${string}` | null; readonly styles: readonly string[] };
  readonly serve: RequestHandler;
}

const SCRIPT = 'src/pages/chat/chat.ts';
const STYLES = 'src/pages/styles.css';
const CONSOLE = { script: 'src/pages/console/console.ts', styles: 'src/pages/console.css' };
/** Its address stands in the pages of others and never changes; what it holds does. */
const WIDGET = 'widget.js';

/** What there is before the pages were built. */
export const UNBUILT: Assets = {
  script: null,
  styles: [],
  console: { script: null, styles: [] },
  serve: (_request, _response, next) => next(),
};

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/**
 * Reads the built pages once and serves them from memory. Their names change with their content, so
 * browsers may keep them for ever; only the widget is asked for again every hour. Without a build the pages are served without script and style.
 */
export async function loadAssets(folder: string): Promise<Assets> {
  const path = join(folder, '.vite/manifest.json');
  if (!existsSync(path)) return UNBUILT;
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const chunks = Object.values(manifest);
  const names = new Set(chunks.flatMap((chunk) => [chunk.file, ...chunk.css]));
  if (existsSync(join(folder, WIDGET))) names.add(WIDGET);
  const files = new Map<string, Packed>(
    await Promise.all(
      [...names].map(
        async (name) => [`/${name}`, await packed(readFileSync(join(folder, name)), name)] as const,
      ),
    ),
  );
  const entry = (scriptName: string, stylesName: string): Assets['console'] => {
    const script = manifest[scriptName];
    const styles = manifest[stylesName];
    const sheets = [...(styles ? [styles.file, ...styles.css] : []), ...(script?.css ?? [])];
    return {
      script: script === undefined ? null : `/${script.file}`,
      styles: [...new Set(sheets)]
        .filter((name) => name.endsWith('.css'))
        .map((name) => `/${name}`),
    };
  };
  return {
    ...entry(SCRIPT, STYLES),
    console: entry(CONSOLE.script, CONSOLE.styles),
    serve: (request, response, next) => {
      const file = files.get(request.path);
      if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD'))
        return next();
      const coding = acceptedCoding(request);
      const body = file.bodies[coding];
      if (request.path === `/${WIDGET}`) {
        response.setHeader('cache-control', 'public, max-age=3600');
        response.setHeader('cross-origin-resource-policy', 'cross-origin');
        response.setHeader('access-control-allow-origin', '*');
      } else {
        response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      }
      response.setHeader('etag', file.etag);
      response.vary('accept-encoding');
      // Express reads what the browser has from the request and compares it with the header above.
      if (request.fresh) {
        response.status(304).end();
        return;
      }
      response.setHeader('content-type', file.type);
      if (coding !== 'identity') response.setHeader('content-encoding', coding);
      response.setHeader('content-length', body.length);
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}

interface Packed {
  readonly type: string;
  readonly etag: string;
  readonly bodies: Readonly<Record<Coding, Buffer>>;
}

async function packed(body: Buffer, name: string): Promise<Packed> {
  const [br, gzip] = await Promise.all([
    compress(body, 'br', 'best'),
    compress(body, 'gzip', 'best'),
  ]);
  return {
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
    type: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    bodies: { br, gzip, identity: body },
  };
}
