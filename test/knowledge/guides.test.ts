import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRecords } from '../../src/curation/import-records.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import type { Records } from '../../src/curation/load-records.ts';
import { sumsIn } from '../../src/curation/money.ts';
import type { Guide } from '../../src/procedure/guide.ts';
import { guideSchema } from '../../src/procedure/guide.ts';
import { figuresIn, figuresOf, statementsOf } from './figures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'knowledge/guides');
const source = join(root, '../shared/data/procedures.jsonl.gz');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

interface Read {
  readonly name: string;
  readonly guide: Guide;
}
const problems: string[] = [];
const guides = names.flatMap((name): Read[] => {
  try {
    return [
      { name, guide: guideSchema.parse(parseYaml(readFileSync(join(folder, name), 'utf8'))) },
    ];
  } catch (error) {
    problems.push(`${name}: ${String(error)}`);
    return [];
  }
});

describe('the guides', () => {
  let facts: Records;
  beforeAll(() => {
    facts = openRecords(join(root, 'knowledge/procedures'));
  });
  afterAll(() => facts.close());

  it('keep their schema', () => {
    expect(problems).toEqual([]);
    expect(guides.length).toBeGreaterThanOrEqual(20);
  });

  it('name only procedures that exist', () => {
    const unknown = guides.flatMap(({ name, guide }) => {
      const named = [
        guide.code,
        ...guide.sameAs,
        ...guide.confusedWith.map(({ code }) => code),
        ...guide.situations.flatMap(({ code }) => code ?? []),
      ];
      return named.filter((code) => !facts.codes.includes(code)).map((code) => `${name}: ${code}`);
    });
    expect(unknown).toEqual([]);
  });

  it('explain each procedure once', () => {
    expect(repeated(guides.map(({ guide }) => guide.code))).toEqual([]);
    const clash = guides.filter(
      ({ guide }) => guide.sameAs.includes(guide.code) || repeated(guide.sameAs).length > 0,
    );
    expect(clash.map(({ name }) => name)).toEqual([]);
  });

  it('do not call a procedure the same and confuse it with itself', () => {
    const clash = guides.filter(({ guide }) =>
      guide.confusedWith.some(({ code }) => code === guide.code || guide.sameAs.includes(code)),
    );
    expect(clash.map(({ name }) => name)).toEqual([]);
  });

  it('say at most two sentences and repeat no alias', () => {
    const faults = guides.flatMap(({ name, guide }) => [
      ...[guide.spoken, guide.spokenEn]
        .filter((text) => sentences(text) > 2)
        .map((text) => `${name}: ${text}`),
      ...repeated(guide.aliases.map((alias) => alias.toLowerCase())).map(
        (alias) => `${name}: ${alias} twice`,
      ),
      ...repeated(guide.order).map((facet) => `${name}: ${facet} twice in order`),
    ]);
    expect(faults).toEqual([]);
  });

  /**
   * The softer rule, for want of the full records: only the sums of money of the spoken answer are
   * checked, since limits, counts and sums of support often stand in steps, which the facts leave
   * out. A fee whose words were left out proves nothing either.
   */
  it('name no sum of money that the committed facts contradict', () => {
    const faults = guides.flatMap(({ name, guide }) =>
      statementsOf(guide)
        .filter(({ where }) => where.startsWith('spoken'))
        .flatMap(({ where, text, codes }) => {
          const records = codes.flatMap((code) => facts.get(code) ?? []);
          const fees = records.flatMap((record) => record.submissions.flatMap((one) => one.fees));
          if (
            fees.length === 0 ||
            fees.some(
              ({ conditional, meaning }) =>
                conditional || (meaning !== 'exact' && meaning !== 'free'),
            )
          )
            return [];
          const stated = new Set(records.flatMap((record) => [...figuresOf(record)]));
          const wrong = sumsIn(text).filter(({ amount }) => amount > 0 && !stated.has(amount));
          return wrong.map(({ amount }) => `${name} ${where}: ${amount}`);
        }),
    );
    expect(faults).toEqual([]);
  });
});

describe.skipIf(!existsSync(source))(
  'the guides beside the full records (skipped where the shared data is absent)',
  () => {
    let target = '';
    let full: Records;
    beforeAll(async () => {
      target = mkdtempSync(join(tmpdir(), 'guides-'));
      await importRecords({ files: [source], into: target, now: new Date() });
      full = openRecords(target);
    });
    afterAll(() => {
      full.close();
      rmSync(target, { recursive: true, force: true });
    });

    it('name no figure that the record does not state', () => {
      const faults = guides.flatMap(({ name, guide }) =>
        statementsOf(guide).flatMap(({ where, text, codes }) => {
          const figures = figuresIn(text);
          if (figures.length === 0) return [];
          const stated = new Set(codes.flatMap((code) => [...figuresOf(full.get(code) as never)]));
          const wrong = figures.filter((figure) => !stated.has(figure));
          return wrong.length === 0 ? [] : [`${name} ${where}: ${wrong.join(', ')} in “${text}”`];
        }),
      );
      expect(faults).toEqual([]);
    });
  },
);

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}

function sentences(text: string): number {
  return text.split(/[.!?]+(?:\s+(?=[\p{Lu}“"])|$)/u).filter((part) => part.trim() !== '').length;
}
