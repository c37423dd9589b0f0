import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const KNOWLEDGE = join(import.meta.dirname, '../../knowledge');
const names = readdirSync(KNOWLEDGE)
  .filter((name) => name.endsWith('.vi.json'))
  .map((name) => name.replace('.vi.json', ''));

/** Every text by its path; lists by their length alone, since phrases differ from language to language. */
function texts(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return [[path, '[]']];
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inside]) => texts(inside, `${path}/${key}`));
}

const read = (name: string, language: string): [string, string][] =>
  texts(JSON.parse(readFileSync(join(KNOWLEDGE, `${name}.${language}.json`), 'utf8')));
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/gu))].toSorted();

describe('what is said in two languages', () => {
  it.each(names)('%s has the same texts in both, with the same places to fill in', (name) => {
    const vi = new Map(read(name, 'vi'));
    const en = new Map(read(name, 'en'));
    expect([...en.keys()].toSorted()).toEqual([...vi.keys()].toSorted());
    const different = [...vi].filter(
      ([path, text]) => String(places(text)) !== String(places(en.get(path) ?? '')),
    );
    expect(different.map(([path]) => path)).toEqual([]);
  });

  it.each(names)('%s leaves no text blank', (name) => {
    for (const language of ['vi', 'en']) {
      const blank = read(name, language).filter(([path, text]) => {
        // Who waits for nobody is told nothing.
        return text.trim() === '' && path !== '/wait/none';
      });
      expect(blank.map(([path]) => path)).toEqual([]);
    }
  });
});
