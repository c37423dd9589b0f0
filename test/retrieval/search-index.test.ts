import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/retrieval/binary.ts';
import type { SearchDocument } from '../../src/retrieval/documents.ts';
import { createMatcher } from '../../src/retrieval/matching.ts';
import { buildVectorIndex } from '../../src/retrieval/vector-index.ts';
import {
  createOfflineEmbedder,
  packEmbedding,
  parseEmbedding,
  plainSegment,
} from '../../src/retrieval/offline-embedder.ts';
import { queryTerms } from '../../src/retrieval/query.ts';
import { createRanker, untrainedRanker } from '../../src/retrieval/ranker.ts';
import { buildIndex, loadIndex, storeIndex } from '../../src/retrieval/search-index.ts';
import { createSearcher } from '../../src/retrieval/searcher.ts';
import { groupTwins } from '../../src/retrieval/twins.ts';
import { tokenise } from '../../src/language/tokenise.ts';

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
const document = (code: string, name: string, aliases: string[], body = ''): SearchDocument => ({
  code,
  name,
  labels: [
    { kind: 'title', text: name },
    ...aliases.map((text) => ({ kind: 'alias' as const, text })),
  ],
  body: body === '' ? [] : [{ text: body, weight: 1 }],
  traits,
});
const documents = [
  document(
    '1.000001',
    'Đăng ký khai sinh',
    ['làm giấy cho em bé mới đẻ'],
    'Giấy chứng sinh do bệnh viện cấp',
  ),
  document('1.000002', 'Đăng ký lại khai sinh', ['mất giấy khai sinh gốc']),
  document(
    '1.000003',
    'Đăng ký kết hôn',
    ['hai đứa cưới nhau'],
    'Giấy xác nhận tình trạng hôn nhân',
  ),
  document('1.000004', 'Đăng ký khai tử', ['ông nội mới mất']),
];
const segment = (text: string) =>
  tokenise(text).map((syllable) => ({ syllable, weight: 1, certain: true }));
const searcherOf = (index: ReturnType<typeof buildIndex>) =>
  createSearcher({
    index,
    ranker: createRanker(untrainedRanker()),
    dimensions: [],
    families: Uint32Array.from(index.codes, (_, at) => at),
  });
const top = (index: ReturnType<typeof buildIndex>, text: string) =>
  searcherOf(index).search({ segments: [segment(text)], qualifiers: new Map(), limit: 4 })[0]?.code;

describe('the search index', () => {
  const index = buildIndex(documents);

  it.each([
    ['khai sinh cho em bé', '1.000001'],
    ['khai sinh em be moi de', '1.000001'],
    ['mất giấy khai sinh', '1.000002'],
    ['hai đứa cưới', '1.000003'],
    ['tình trạng hôn nhân', '1.000003'],
    ['ông mới mất', '1.000004'],
  ])('"%s" finds %s', (text, code) => {
    expect(top(index, text)).toBe(code);
  });

  it('finds the same after being stored and loaded', () => {
    const { index: loaded } = loadIndex(storeIndex(index, { values: {}, sections: {} }));
    for (const text of ['khai sinh cho em bé', 'hai đứa cưới'])
      expect(top(loaded, text)).toBe(top(index, text));
    expect(loaded.codes).toEqual(index.codes);
  });

  it('clears what the question before left behind', () => {
    const matcher = createMatcher(index);
    const first = matcher.match(queryTerms(index, [segment('kết hôn')])).touchedCount;
    matcher.match(queryTerms(index, [segment('khai tử ông nội')]));
    expect(matcher.match(queryTerms(index, [segment('kết hôn')])).touchedCount).toBe(first);
  });

  it('finds nothing for words it has never seen', () => {
    expect(
      searcherOf(index).search({
        segments: [segment('xyz qwerty')],
        qualifiers: new Map(),
        limit: 3,
      }),
    ).toEqual([]);
  });

  it('tells a foreign or cut file', () => {
    expect(() => unpack(new Uint8Array(4))).toThrow(/not an index/u);
    const bytes = pack({}, { a: Float64Array.of(1, 2, 3) });
    expect(() => unpack(bytes.slice(0, bytes.length - 8)).f64('a')).toThrow(/cut short/u);
  });
});

describe('twins', () => {
  it('groups equal names and named groups, never similar names', () => {
    const groups = groupTwins(
      [
        { code: '1.000001', name: 'Thủ tục cấp đổi giấy' },
        { code: '1.000002', name: 'Cấp đổi giấy' },
        { code: '1.000003', name: 'Cấp lại giấy' },
        { code: '1.000004', name: 'Khác' },
      ],
      [['1.000003', '1.000004']],
    );
    expect([...groups]).toEqual([0, 0, 2, 2]);
  });
});

describe('the vector slot', () => {
  it('finds a text by most of its words', () => {
    const terms = ['dang', 'ky', 'khai', 'sinh', 'ket', 'hon', 'cap', 'lai', 'bang', 'xe'];
    const rows = Float32Array.from({ length: terms.length ** 2 }, (_, at) =>
      at % (terms.length + 1) === 0 ? 1 : 0,
    );
    const table = parseEmbedding(packEmbedding(terms, rows, 'each its own direction'));
    const embedder = createOfflineEmbedder(table);
    const texts = ['đăng ký khai sinh', 'đăng ký kết hôn', 'cấp lại bằng lái xe'];
    const embed = (text: string): Float32Array => embedder.embed([plainSegment(tokenise(text))]);
    const index = buildVectorIndex(embedder.dimensions, texts.map(embed), texts.length);
    const asked = embed('bằng lái xe');
    expect(index.nearest(asked, 1).positions).toEqual([2]);
    expect(index.cosine(2, asked)).toBeCloseTo(4 / Math.sqrt(7 * 3), 2);
    expect(index.cosine(0, asked)).toBeCloseTo(0, 5);
    expect([...embed('không ai biết')]).toEqual(terms.map(() => 0));
  });
});
