import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/curation/load-knowledge.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import type { Records } from '../../src/curation/load-records.ts';
import { tokenise } from '../../src/language/tokenise.ts';
import { figuresIn, figuresOf } from './figures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { families, counterparts, lexicon } = loadKnowledge(join(root, 'knowledge'));
const kinds = families.filter((family) => family.events.length === 0);

describe('the families', () => {
  let facts: Records;
  beforeAll(() => {
    facts = openRecords(join(root, 'knowledge/procedures'));
  });
  afterAll(() => facts.close());

  it('are many, each under an id of its own', () => {
    expect(kinds.length).toBeGreaterThanOrEqual(60);
    expect(new Set(families.map(({ id }) => id)).size).toBe(families.length);
  });

  it('name only procedures that exist', () => {
    const unknown = families.flatMap(({ id, members }) =>
      members.filter(({ code }) => !facts.codes.includes(code)).map(({ code }) => `${id}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it('hold a procedure once', () => {
    const seen = new Map<string, string>();
    const twice = kinds.flatMap(({ id, members }) =>
      members.flatMap(({ code }) => {
        const other = seen.get(code);
        seen.set(code, id);
        return other === undefined ? [] : [`${code}: ${other}, ${id}`];
      }),
    );
    expect(twice).toEqual([]);
  });

  it('give no two members the same cue, which would tell nothing apart', () => {
    const shared = kinds.flatMap(({ id, members }) => {
      const seen = new Map<string, string>();
      return members.flatMap(({ code, cues }) =>
        cues.flatMap((cue) => {
          const key = tokenise(cue).join(' ');
          const other = seen.get(key);
          seen.set(key, code);
          return other === undefined || other === code ? [] : [`${id}: “${cue}” ${other} ${code}`];
        }),
      );
    });
    expect(shared).toEqual([]);
  });

  it('state no figure their records do not have', () => {
    const wrong = families.flatMap(({ id, question, assumption, members }) => {
      const known = new Set(
        members.flatMap(({ code }) => {
          const record = facts.get(code);
          return record ? [...figuresOf(record), ...figuresIn(record.name)] : [];
        }),
      );
      return [question, assumption ?? '', ...members.map(({ label }) => label)]
        .flatMap(figuresIn)
        .filter((figure) => !known.has(figure) && !COMMON.has(figure))
        .map((figure) => `${id}: ${figure}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** Ages, counts and years of law that tell cases apart and stand in names, not in figures of records. */
const COMMON = new Set([
  1, 2, 3, 4, 6, 10, 12, 14, 15, 16, 18, 30, 31, 60, 75, 80, 1976, 2014, 2025,
]);

describe('the counterparts', () => {
  it('name procedures that exist', () => {
    const facts = openRecords(join(root, 'knowledge/procedures'));
    const unknown = [...counterparts.same, ...counterparts.beside]
      .flatMap(({ codes }) => codes)
      .filter((code) => !facts.codes.includes(code));
    facts.close();
    expect(unknown).toEqual([]);
  });
});

describe('the lexicon', () => {
  it('has an owner for every file', () => {
    expect(lexicon.filter(({ owner }) => owner.trim() === '')).toEqual([]);
  });

  it('weighs what may mean several things, never takes it blindly', () => {
    const rewriting = lexicon.filter(({ kind }) => kind === 'teencode' || kind === 'dialect');
    const blind = rewriting.flatMap(({ kind, entries }) => {
      const meanings = new Map<string, (typeof entries)[number]['means'][number][]>();
      for (const { say, means } of entries) {
        for (const phrase of say) {
          const key = tokenise(phrase).join(' ');
          meanings.set(key, [...(meanings.get(key) ?? []), ...means]);
        }
      }
      return [...meanings]
        .filter(([, all]) => all.length > 1 && all.some((meaning) => typeof meaning === 'string'))
        .filter(([, all]) => new Set(all.map((one) => JSON.stringify(one))).size > 1)
        .map(([phrase]) => `${kind}: ${phrase}`);
    });
    expect(blind).toEqual([]);
  });

  it('expands nothing into itself', () => {
    const same = lexicon.flatMap(({ kind, entries }) =>
      kind === 'aside'
        ? []
        : entries.flatMap(({ say, means }) =>
            say.filter((phrase) =>
              means.every(
                (meaning) =>
                  tokenise(typeof meaning === 'string' ? meaning : meaning.text).join(' ') ===
                  tokenise(phrase).join(' '),
              ),
            ),
          ),
    );
    expect(same).toEqual([]);
  });
});
