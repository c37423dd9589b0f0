import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom. A new edge is a change of design: it is made here, in the README's map and in
 * the code in one commit.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  language: [],
  procedure: ['language'],
  conversation: ['procedure'],
  retrieval: ['language', 'procedure'],
  answering: ['language', 'procedure', 'conversation', 'retrieval'],
  accounts: [],
  desk: ['language', 'procedure', 'conversation', 'answering', 'accounts'],
  curation: ['language', 'procedure', 'retrieval', 'answering'],
  stores: ['conversation', 'procedure', 'accounts', 'desk'],
  channels: ['language', 'conversation', 'procedure', 'answering', 'curation', 'accounts', 'desk'],
  pages: ['conversation', 'procedure', 'accounts', 'desk'],
  models: ['answering', 'retrieval', 'conversation', 'desk'],
  training: ['language', 'procedure', 'conversation', 'retrieval', 'answering'],
};

/** Files directly in `src`, and which folders may import them. */
const ROOT_FILES: Readonly<Record<string, readonly string[]>> = {
  'assistant.ts': ['channels'],
  'config.ts': ['channels', 'accounts', 'desk', 'models'],
  'log.ts': ['channels', 'accounts', 'desk', 'models'],
  'open-means.ts': ['training'],
  'open-desk.ts': [],
  'ask.ts': [],
  'maintain.ts': [],
  'retention.ts': [],
  'main.ts': [],
};

/** Folders that answer citizens and so run in a browser too: nothing of Node in them. */
const PURE = ['language', 'procedure', 'conversation', 'answering', 'retrieval'];

/** The one place each large dependency enters by. */
const ENTERS_BY: Readonly<Record<string, readonly string[]>> = {
  'hnswlib-node': ['retrieval/vector-index.ts'],
  express: ['channels/http'],
  'better-sqlite3': ['stores'],
  kysely: ['stores'],
  pg: ['stores/postgres.ts'],
  grammy: ['channels/telegram'],
  ws: ['channels/hotline'],
  '@langchain/openai': ['models'],
  '@langchain/core': ['models'],
  lit: ['pages'],
  pino: ['log.ts'],
  yaml: ['curation', 'models/prompts.ts'],
  vite: ['pages/build.ts'],
};

const SRC = join(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)].map(
    (match) => match[1] as string,
  );
}

const folderOf = (file: string): string =>
  file.includes('/') ? (file.split('/')[0] as string) : '';

describe('the dependency rule', () => {
  it('knows every folder of src', () => {
    const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it.each(files)('%s imports only what its folder may', (file) => {
    const from = folderOf(file);
    if (from === '') return;
    const wrong = importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) =>
        relative(SRC, normalize(join(SRC, dirname(file), target))).replaceAll('\\', '/'),
      )
      .filter((target) => {
        if (target.startsWith('..')) return false;
        const to = folderOf(target);
        if (to === '') return !(ROOT_FILES[target] ?? []).includes(from);
        return to !== from && !(MAY_IMPORT[from] ?? []).includes(to);
      });
    expect(wrong).toEqual([]);
  });

  it.each(files.filter((file) => PURE.includes(folderOf(file))))(
    '%s uses nothing of Node',
    (file) => {
      expect(importsOf(file).filter((target) => target.startsWith('node:'))).toEqual([]);
    },
  );

  it.each(Object.keys(ENTERS_BY))('%s enters by its one place', (dependency) => {
    const places = ENTERS_BY[dependency] ?? [];
    const wrong = files.filter(
      (file) =>
        importsOf(file).some(
          (target) => target === dependency || target.startsWith(`${dependency}/`),
        ) && !places.some((place) => file === place || file.startsWith(`${place}/`)),
    );
    expect(wrong).toEqual([]);
  });

  it('has no barrel files', () => {
    expect(files.filter((file) => /(?:^|\/)index\.ts$/u.test(file))).toEqual([]);
  });

  it('keeps what citizens read out of code', () => {
    const marked = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu;
    const said = files
      .filter((file) => !file.startsWith('training/'))
      .flatMap((file) => {
        const code = readFileSync(join(SRC, file), 'utf8')
          .replace(/\/\*[\s\S]*?\*\//gu, '')
          .replace(/\/\/.*$/gmu, '')
          .replace(/\/(?:[^/\n\\]|\\.)+\/[gimsuy]+/gu, '');
        // A sentence is three marked words in a row inside one string.
        return [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/gu)]
          .map((match) => match[1] ?? match[2] ?? '')
          .filter((text) => text.split(/\s+/u).filter((word) => marked.test(word)).length >= 4)
          .map((text) => `${file}: ${text.slice(0, 60)}`);
      });
    expect(said).toEqual([]);
  });
});
