import { describe, expect, it } from 'vitest';
import { cleanText, MAX_QUESTION_LENGTH } from '../../src/language/clean.ts';
import { createReader } from '../../src/language/correct.ts';
import { canonicalSyllable, fold, hasMarks, toneOf, withoutTone } from '../../src/language/fold.ts';
import { decodeKeystrokes } from '../../src/language/keystrokes.ts';
import { countLanguage } from '../../src/language/language-model.ts';
import { buildLexicon, findEntries, lexiconFileSchema } from '../../src/language/lexicon.ts';
import { mishearingsOf } from '../../src/language/mishearings.ts';
import { buildSpelling } from '../../src/language/spelling.ts';
import { sentencesOf, tokenise, tokeniseAsTyped } from '../../src/language/tokenise.ts';

describe('cleaning', () => {
  it('removes what cannot be seen and says so', () => {
    const clean = cleanText('khai\u200B sinh\u{E0041}\u202E');
    expect(clean.text).toBe('khai sinh');
    expect(clean.hadHidden).toBe(true);
  });

  it('gives NFC for NFD', () => {
    expect(cleanText('giấy khai sinh'.normalize('NFD')).text).toBe('giấy khai sinh');
  });

  it('cuts what is far too long', () => {
    const clean = cleanText('a'.repeat(100_000));
    expect(clean.wasCut).toBe(true);
    expect(clean.text.length).toBeLessThanOrEqual(MAX_QUESTION_LENGTH);
  });

  it('survives lone surrogates, NUL and other control characters', () => {
    expect(cleanText('a\uD800b\u0000c\u0007d').text).toBe('ab c d');
  });
});

describe('folding', () => {
  it('knows đ and every tone', () => {
    expect(fold('Đường Thủy ở Huế')).toBe('duong thuy o hue');
    expect(hasMarks('dat')).toBe(false);
    expect(hasMarks('đat')).toBe(true);
  });

  it.each([
    ['hoà', 'hòa'],
    ['thuỷ', 'thủy'],
    ['khoẻ', 'khỏe'],
    ['kỹ', 'kĩ'],
    ['quý', 'quí'],
    ['hoàn', 'hoàn'],
    ['quà', 'quà'],
  ])('spells %s as %s', (from, to) => {
    expect(canonicalSyllable(from)).toBe(to);
  });

  it('takes tone and vowel marks apart', () => {
    expect(withoutTone('đường')).toBe('đương');
    expect(toneOf('đường')).toBe('\u0300');
    expect(toneOf('ma')).toBe('');
  });
});

describe('tokens', () => {
  it('keeps codes, legal numbers and figures whole', () => {
    expect(tokenise('Mã 1.001193 theo 123/2015/NĐ-CP phí 50.000đ')).toEqual(
      expect.arrayContaining(['1.001193', '123/2015/nđ-cp', '50.000']),
    );
  });

  it('splits sentences at stops and lines, not inside figures', () => {
    expect(sentencesOf('Phí 50.000 đồng. Nộp ở xã!\nXong')).toEqual([
      'Phí 50.000 đồng.',
      'Nộp ở xã!',
      'Xong',
    ]);
  });
});

describe('keystrokes of an input method left off', () => {
  it.each([
    ['ddawng', 'đăng'],
    ['kys', 'ký'],
    ['keets', 'kết'],
    ['thuwowngf', 'thường'],
    ['giaasy', 'giấy'],
    ['dduwowcj', 'được'],
    ['d9a8ng', 'đăng'],
    ['ky1', 'ký'],
    ['ho65', 'hộ'],
    ['dda(ng', 'đăng'],
    ["ky'", 'ký'],
  ])('reads %s as %s', (typed, word) => {
    expect(decodeKeystrokes(typed)).toContain(word);
  });

  it('leaves a plain word alone', () => {
    expect(decodeKeystrokes('dung')).toEqual([]);
  });
});

describe('mishearings', () => {
  it.each([
    ['nàm', 'làm'],
    ['xinh', 'sinh'],
    ['trứng', 'chứng'],
    ['đõ', 'đỏ'],
    ['bản', 'bảng'],
    ['lăm', 'năm'],
  ])('hears %s for %s', (heard, meant) => {
    expect(mishearingsOf(heard)).toContain(meant);
  });
});

describe('the reader', () => {
  const counts = countLanguage();
  for (const sentence of [
    'đăng ký khai sinh cho con',
    'làm giấy khai sinh ở đâu',
    'đăng ký kết hôn cần giấy tờ gì',
    'cấp lại giấy phép lái xe bị mất',
    'cấp giấy phép xây dựng nhà ở riêng lẻ',
    'bao nhiêu tiền vậy',
    'sổ đỏ bị cháy',
    'em muốn hỏi được không',
  ]) {
    counts.add(tokenise(sentence), 5);
  }
  const model = counts.finish({ minCount: 1, minBigramCount: 1 });
  const lexicon = buildLexicon([
    lexiconFileSchema.parse({
      owner: 'test',
      about: 'test',
      kind: 'teencode',
      entries: [
        { say: ['k', 'ko'], means: ['không'] },
        { say: ['lm'], means: ['làm'] },
        { say: ['đc'], means: ['được'] },
      ],
    }),
    lexiconFileSchema.parse({
      owner: 'test',
      about: 'test',
      kind: 'phrase',
      entries: [{ say: ['sổ đỏ'], means: ['giấy chứng nhận'] }],
    }),
  ]);
  const reader = createReader(model, lexicon, buildSpelling(model.byFold.keys()));
  const read = (text: string): string =>
    reader
      .read(tokeniseAsTyped(text))
      .map((one) => one.syllable)
      .join(' ');

  it.each([
    ['dang ky khai sinh', 'đăng kí khai sinh'],
    ['ddawng kys keets hoon', 'đăng kí kết hôn'],
    ['đăng ký khai xinh', 'đăng kí khai sinh'],
    ['nàm giấy khai sinh', 'làm giấy khai sinh'],
    ['lm giấy đc ko', 'làm giấy được không'],
    ['giấy phepp lái xe', 'giấy phép lái xe'],
    ['giayphep lai xe', 'giấy phép lái xe'],
    ['ở đâuuuu', 'ở đâu'],
  ])('reads "%s" as "%s"', (typed, meant) => {
    expect(read(typed)).toBe(meant);
  });

  it('keeps marks the citizen typed when the word is known', () => {
    expect(read('sổ đỏ')).toBe('sổ đỏ');
  });

  it('finds a phrase without marks but never a lone syllable', () => {
    expect(findEntries(lexicon, tokenise('mat so do roi'), () => true)).toHaveLength(1);
    const lone = buildLexicon([
      lexiconFileSchema.parse({
        owner: 'test',
        about: 'test',
        kind: 'phrase',
        entries: [{ say: ['mộ'], means: ['mai táng'] }],
      }),
    ]);
    expect(findEntries(lone, ['mo'], () => true)).toHaveLength(0);
  });
});
