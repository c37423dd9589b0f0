import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const KB = 1024;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

let manifest: Readonly<Record<string, Chunk>>;
beforeAll(() => {
  execFileSync(process.execPath, ['src/pages/build.ts'], { cwd: ROOT });
  manifest = JSON.parse(
    readFileSync(join(ROOT, 'dist/pages/.vite/manifest.json'), 'utf8'),
  ) as typeof manifest;
});

/** All files a first visit loads for this entry. */
function files(entry: string): string[] {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`The manifest has no ${entry}.`);
  return [chunk.file, ...(chunk.imports ?? []).flatMap(files)];
}

function zipped(entry: string): number {
  return files(entry).reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(ROOT, 'dist/pages', file))).length,
    0,
  );
}

describe('the built pages', () => {
  it('load at most 18 KB of script, gzipped (the limit of the product is 60)', () => {
    expect(zipped('src/pages/chat/chat.ts')).toBeLessThanOrEqual(18 * KB);
  });

  it('load the console with at most 60 KB of script and style, gzipped (150 was asked)', () => {
    const sizes = ['src/pages/console/console.ts', 'src/pages/console.css'].map(zipped);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60 * KB);
  });

  it('bring the widget in one script of at most 27 KB, gzipped', () => {
    const script = readFileSync(join(ROOT, 'dist/pages/widget.js'));
    expect(gzipSync(script).length).toBeLessThanOrEqual(27 * KB);
    expect(script.toString()).not.toMatch(/WIDGET_(?:WORDS|STYLES)|\bimport\s*[({"']/u);
  });

  it('load at most 10 KB of style, gzipped', () => {
    expect(zipped('src/pages/styles.css')).toBeLessThanOrEqual(10 * KB);
  });

  it('have names that change with their content, so that they may be cached for ever', () => {
    for (const chunk of Object.values(manifest))
      expect(chunk.file).toMatch(/^assets\/[\w-]+-[\w-]{8,}\.(?:js|css)$/u);
  });

  it('load nothing from elsewhere', () => {
    const names = [...Object.values(manifest).map((chunk) => chunk.file), 'widget.js'];
    const texts = names.map((name) => readFileSync(join(ROOT, 'dist/pages', name), 'utf8'));
    const addresses = texts.flatMap((text) => text.match(/(?:https?:)?\/\/[\w.-]+\.\w+/gu) ?? []);
    expect(
      [...new Set(addresses)].filter((address) => !/www\.w3\.org|lit\.dev/u.test(address)),
    ).toEqual([]);
  });
});
