import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssets } from '../../../src/channels/http/assets.ts';
import { serve } from './serve.ts';
import type { Served } from './serve.ts';

const SCRIPT = 'console.log("built");'.repeat(100);
let site: Served;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(folder, '.vite'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets/chat-12345678.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/styles-12345678.css'), 'body{}');
  writeFileSync(
    join(folder, '.vite/manifest.json'),
    JSON.stringify({
      'src/pages/chat/chat.ts': { file: 'assets/chat-12345678.js', isEntry: true },
      'src/pages/styles.css': { file: 'assets/styles-12345678.css', isEntry: true },
    }),
  );
  site = await serve({ assets: await loadAssets(folder) });
});
afterAll(() => site.close());

/** Without fetch, which unpacks by itself. */
function get(
  path: string,
  encoding: string,
): Promise<{ headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(site.url + path, { headers: { 'accept-encoding': encoding } }, async (response) => {
      resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()) });
    })
      .on('error', reject)
      .end();
  });
}

describe('what goes with an answer', () => {
  it('keeps foreign scripts, frames and guesses out of every page', async () => {
    for (const path of ['/', '/thu-tuc', '/healthz', '/no', '/assets/chat-12345678.js']) {
      const { headers } = await fetch(site.url + path);
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/u,
      );
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.has('x-powered-by')).toBe(false);
    }
  });

  it('names the built script and style, which may be kept for ever', async () => {
    const page = await (await fetch(site.url)).text();
    expect(page).toContain('<script type="module" src="/assets/chat-12345678.js">');
    expect(page).toContain('<link rel="stylesheet" href="/assets/styles-12345678.css"');
    const response = await fetch(`${site.url}/assets/chat-12345678.js`);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toContain('text/javascript');
    expect(await response.text()).toBe(SCRIPT);
  });

  it('is not sent again to a browser that has it', async () => {
    const url = `${site.url}/assets/chat-12345678.js`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/u);
    // Not by fetch, which asks for a fresh copy whenever this header is given.
    const again = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { headers: { 'if-none-match': etag } }, resolve)
        .on('error', reject)
        .end();
    });
    expect([again.statusCode, await again.toArray()]).toEqual([304, []]);
  });

  it('is compressed as the client can read it', async () => {
    const brotli = await get('/assets/chat-12345678.js', 'gzip, br');
    expect([
      brotli.headers['content-encoding'],
      brotliDecompressSync(brotli.body).toString(),
    ]).toEqual(['br', SCRIPT]);
    const gzip = await get('/', 'gzip');
    expect([gzip.headers['content-encoding'], gunzipSync(gzip.body).toString()]).toEqual([
      'gzip',
      expect.stringContaining('hmc-chat'),
    ]);
    const plain = await get('/', 'identity');
    expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([
      undefined,
      expect.stringContaining('hmc-chat'),
    ]);
  });

  it('is never kept where it is one citizen’s own', async () => {
    expect((await fetch(site.url)).headers.get('cache-control')).toBe('no-store');
  });

  it('has no body for HEAD', async () => {
    const response = await fetch(site.url, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('is a page without script where the pages were not built', async () => {
    const bare = await serve();
    expect(await (await fetch(bare.url)).text()).not.toMatch(/<script type="module"|stylesheet/u);
    await bare.close();
  });
});
