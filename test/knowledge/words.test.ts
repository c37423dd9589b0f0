import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/curation/load-knowledge.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import type { Records } from '../../src/curation/load-records.ts';
import { LEXICON_KINDS, lexiconFileSchema } from '../../src/language/lexicon.ts';
import type { AliasEntry } from '../../src/procedure/guide.ts';
import { aliasEntrySchema } from '../../src/procedure/guide.ts';

const knowledge = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** Phrasings that may stand under two procedures that are no twins, each with the reason. */
const SHARED_PHRASINGS: readonly string[] = [];

function jsonLines(path: string): unknown[] {
  return readFileSync(join(knowledge, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const aliases: readonly AliasEntry[] = readdirSync(join(knowledge, 'aliases'))
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => jsonLines(`aliases/${name}`).map((value) => aliasEntrySchema.parse(value)));
const phrasing = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s.,;?!]+/gu, ' ')
    .trim();

describe('the knowledge folder', () => {
  it('is read without a fault', () => {
    expect(() => loadKnowledge(knowledge)).not.toThrow();
  });

  it.each(['replies', 'pages'])('says the same things in both languages (%s)', (name) => {
    const [vi, en] = ['vi', 'en'].map(
      (language) =>
        JSON.parse(readFileSync(join(knowledge, `${name}.${language}.json`), 'utf8')) as unknown,
    );
    expect(keysOf(en)).toEqual(keysOf(vi));
    expect(emptyIn(vi)).toEqual([]);
    expect(emptyIn(en)).toEqual([]);
  });

  it.each(['replies', 'pages'])('fills the same blanks in both languages (%s)', (name) => {
    const [vi, en] = ['vi', 'en'].map((language) =>
      blanksOf(
        JSON.parse(readFileSync(join(knowledge, `${name}.${language}.json`), 'utf8')) as unknown,
      ),
    );
    expect(en).toEqual(vi);
  });
});

describe('the aliases', () => {
  let facts: Records;
  beforeAll(() => {
    facts = openRecords(join(knowledge, 'procedures'));
  });
  afterAll(() => facts.close());

  it('stand under procedures that exist', () => {
    const unknown = aliases.flatMap(({ code, sameNameCodes }) =>
      [code, ...sameNameCodes].filter((one) => !facts.codes.includes(one)),
    );
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('are never empty and repeat nothing', () => {
    const faults = aliases.flatMap((entry) => {
      const texts = entry.aliases.map(phrasing);
      return texts
        .filter((text, at) => text === '' || texts.indexOf(text) !== at)
        .map((text) => `${entry.code}: ${text}`);
    });
    expect(faults).toEqual([]);
  });

  it('belong to one procedure, or to twins', () => {
    const owners = new Map<string, Set<string>>();
    const twins = new Map<string, Set<string>>();
    for (const { code, sameNameCodes, aliases: texts } of aliases) {
      for (const one of [code, ...sameNameCodes])
        twins.set(one, new Set([...(twins.get(one) ?? []), code, ...sameNameCodes]));
      for (const text of texts.map(phrasing))
        owners.set(text, (owners.get(text) ?? new Set()).add(code));
    }
    const areTwins = (a: string, b: string): boolean =>
      twins.get(a)?.has(b) === true || facts.get(a)?.name === facts.get(b)?.name;
    const shared = [...owners]
      .filter(([, codes]) => [...codes].some((a) => [...codes].some((b) => !areTwins(a, b))))
      .map(([text, codes]) => `${text}: ${[...codes].join(' ')}`);
    expect(
      shared.filter((line) => !SHARED_PHRASINGS.includes(line.split(':')[0] as string)),
    ).toEqual([]);
  });
});

describe('the lexicon', () => {
  const files = LEXICON_KINDS.flatMap((kind) => {
    const name = readdirSync(join(knowledge, 'lexicon')).find((file) => {
      const value = parseYaml(readFileSync(join(knowledge, 'lexicon', file), 'utf8')) as {
        kind?: string;
      };
      return value.kind === kind;
    });
    return name === undefined
      ? []
      : [
          {
            name,
            file: lexiconFileSchema.parse(
              parseYaml(readFileSync(join(knowledge, 'lexicon', name), 'utf8')),
            ),
          },
        ];
  });

  it('has a file of every kind', () => {
    expect(files.map(({ file }) => file.kind)).toEqual([...LEXICON_KINDS]);
  });

  it('rewrites no word into itself', () => {
    const rewriting = files.filter(
      ({ file }) => file.kind === 'teencode' || file.kind === 'dialect',
    );
    const faults = rewriting.flatMap(({ name, file }) =>
      file.entries.flatMap(({ say, means }) => {
        const meant = means.map((one) => phrasing(typeof one === 'string' ? one : one.text));
        return say
          .filter((word) => meant.includes(phrasing(word)))
          .map((word) => `${name}: ${word}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  it('names a word once in an entry', () => {
    const faults = files.flatMap(({ name, file }) =>
      file.entries.flatMap(({ say }) =>
        say.filter((word, at) => say.indexOf(word) !== at).map((word) => `${name}: ${word}`),
      ),
    );
    expect(faults).toEqual([]);
  });
});

function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [`${path}[${value.length}]`];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value)
    .flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    .sort();
}

function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

function emptyIn(value: unknown): string[] {
  return leaves(value)
    .filter(([, text]) => typeof text === 'string' && text.trim() === '')
    .map(([path]) => path);
}

function blanksOf(value: unknown): Record<string, string[]> {
  return Object.fromEntries(
    leaves(value)
      .map(([path, text]): [string, string[]] => [
        path,
        [...new Set(String(text).match(/\{\w+\}/gu))].sort(),
      ])
      .filter(([, blanks]) => blanks.length > 0),
  );
}
