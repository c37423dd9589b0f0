import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the pages into `dist/pages` unless what is there is newer than every source. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MANIFEST = join(ROOT, 'dist/pages/.vite/manifest.json');
const WIDGET = join(ROOT, 'dist/pages/widget.js');
const WORDS = ['knowledge/pages.vi.json', 'knowledge/pages.en.json'];
const SOURCES = ['src/pages', 'vite.config.ts', 'package-lock.json', ...WORDS];

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (
  !existsSync(MANIFEST) ||
  !existsSync(WIDGET) ||
  statSync(MANIFEST).mtimeMs < Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))
) {
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts') });
}
