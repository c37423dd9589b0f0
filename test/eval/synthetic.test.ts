import { describe, expect, it } from 'vitest';
import { exchangeOf, growCorpus, syllablesByFrequency } from '../../eval/bench/synthetic.ts';
import type { SearchDocument } from '../../src/retrieval/documents.ts';

const traits = {
  commune: 1,
  province: 0,
  ministry: 0,
  forPersons: 1,
  forFirms: 0,
  hasGuide: 0,
  ofOneProvince: 0,
  provinceName: '',
};
const syllable = (at: number): string =>
  `${'bcdghklmnt'[at % 10]}${'aeiou'[Math.floor(at / 10) % 5]}${'nmt'[Math.floor(at / 50) % 3]}${'xyz'[Math.floor(at / 150) % 3]}`;
/** Document d has the syllables 0…(d·10), so that the first are the most frequent. */
const real: SearchDocument[] = Array.from({ length: 20 }, (_, at) => {
  const text = Array.from({ length: (at + 1) * 10 }, (_, place) => syllable(place)).join(' ');
  return {
    code: `1.0000${at + 10}`,
    name: text.slice(0, 30),
    labels: [{ kind: 'title', text: text.slice(0, 30) }],
    body: [{ text: `${text} 12/2024`, weight: 1 }],
    traits,
  };
});

describe('a grown corpus', () => {
  const grown = growCorpus(real, 50);
  const variant = grown[20 + 19];

  it('starts with the real procedures and has the size asked for, every code once', () => {
    expect(grown.slice(0, 20)).toEqual(real);
    expect(grown).toHaveLength(50);
    expect(new Set(grown.map(({ code }) => code)).size).toBe(50);
    expect(growCorpus(real, 7)).toHaveLength(7);
  });

  it('repeats exactly', () => {
    const texts = (documents: readonly SearchDocument[]) =>
      documents.map(({ body }) => body[0]?.text);
    expect(texts(growCorpus(real, 50))).toEqual(texts(grown));
    expect(texts(growCorpus(real, 50, 2))).not.toEqual(texts(grown));
  });

  it('keeps lengths and figures but not what the text says', () => {
    const [source, made] = [real[19]?.body[0]?.text ?? '', variant?.body[0]?.text ?? ''];
    expect(made.split(' ')).toHaveLength(source.split(' ').length);
    expect(made.endsWith(' 12/2024')).toBe(true);
    expect(made).not.toBe(source);
  });

  it('keeps the number of different syllables', () => {
    const count = (text: string) => new Set(text.split(' ')).size;
    expect(count(variant?.body[0]?.text ?? '')).toBe(count(real[19]?.body[0]?.text ?? ''));
  });
});

describe('an exchange of syllables', () => {
  const ranked = syllablesByFrequency(real);
  const exchange = exchangeOf(ranked, 5);

  it('leaves the commonest as they are', () => {
    expect(ranked.slice(0, 60).some((one) => exchange.has(one))).toBe(false);
  });

  it('is one to one and stays near the frequency', () => {
    expect(new Set(exchange.values()).size).toBe(exchange.size);
    for (const [from, to] of exchange) {
      expect(Math.abs(ranked.indexOf(from) - ranked.indexOf(to))).toBeLessThan(64);
    }
  });
});
