import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  checkSentence,
  checkWording,
  fillTokens,
  sentencesIn,
} from '../../../src/answering/wording/check-wording.ts';
import { factTokens } from '../../../src/answering/wording/fact-tokens.ts';
import {
  buildVocabulary,
  cover,
  vocabularySchema,
  wordsOf,
} from '../../../src/answering/wording/vocabulary.ts';
import type { AnswerSection } from '../../../src/conversation/answer.ts';
import type { Facet } from '../../../src/procedure/guide.ts';

const ROOT = join(import.meta.dirname, '../../..');
const file = vocabularySchema.parse(
  parse(readFileSync(join(ROOT, 'knowledge/wording/vocabulary.yaml'), 'utf8')),
);
const vocabularies = { vi: buildVocabulary(file.vi), en: buildVocabulary(file.en) };

const section = (facet: Facet, ...texts: string[]): AnswerSection => ({
  facet,
  procedureCode: '1.001193',
  title: facet,
  lines: texts.map((text) => ({ style: 'bullet', text })),
});
const ANSWER = {
  name: 'Thủ tục đăng ký khai sinh',
  facets: ['fee'] as const,
  sections: [
    section('fee', 'Trực tiếp: 10.000 đồng.', 'Qua mạng: 8.000 đồng.'),
    section('time', '1 ngày làm việc.'),
    section('dossier', ...['a', 'b', 'c', 'd', 'e'].map((one) => `Giấy ${one}`)),
    section('where', 'Ủy ban nhân dân cấp xã.'),
    section('legal', '60/2014/QH13'),
  ],
};
const factsIn = (language: 'vi' | 'en') => factTokens(ANSWER, vocabularies[language]);
const check = (draft: string, language: 'vi' | 'en' = 'vi') =>
  checkWording(draft, factsIn(language), vocabularies[language]).faults;

const adversarial = readFileSync(join(ROOT, 'test/fixtures/adversarial-replies.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) =>
    z
      .strictObject({ kind: z.string(), language: z.enum(['vi', 'en']), reply: z.string() })
      .parse(JSON.parse(line)),
  );

describe('what a model may say around facts', () => {
  it.each([
    'Dạ, lệ phí là ⟦F1⟧ và ⟦F2⟧ ạ.',
    'Dạ, về thủ tục ⟦N1⟧, lệ phí gồm: ⟦F1⟧; ⟦F2⟧.',
    'Dạ, thưa ông bà, mức phí như sau: ⟦F1⟧; ⟦F2⟧. Thời hạn giải quyết là ⟦T1⟧ ạ.',
    'Dạ, xin chúc mừng gia đình mình. Lệ phí: ⟦F1⟧ và ⟦F2⟧. Ông bà chuẩn bị ⟦P1⟧, nộp ở ⟦W1⟧ ạ.',
    'Thưa bác, lệ phí là ⟦F1⟧ và ⟦F2⟧. Căn cứ: ⟦D1⟧. Cần hỏi thêm, ông bà cứ hỏi thêm ạ.',
  ])('lets pass: %s', (draft) => {
    expect(check(draft)).toEqual([]);
  });
  it.each([
    'Certainly, the fee is ⟦F1⟧ and ⟦F2⟧.',
    'Thank you for asking. The fees are ⟦F1⟧ and ⟦F2⟧. The processing time is ⟦T1⟧.',
    'Yes, for this procedure prepare ⟦P1⟧. The fees: ⟦F1⟧; ⟦F2⟧. See below.',
  ])('lets pass in English: %s', (draft) => {
    expect(check(draft, 'en')).toEqual([]);
  });

  it('has at least two hundred adversarial replies, each told once', () => {
    expect(new Set(adversarial.map(({ reply }) => reply)).size).toBe(adversarial.length);
    expect(adversarial.length).toBeGreaterThanOrEqual(200);
  });
  it.each(adversarial)('refuses ($kind, $language): $reply', ({ reply, language }) => {
    expect(check(reply, language)).not.toEqual([]);
  });

  it('fills tokens with the words of the record and nothing else', () => {
    const { tokens } = factsIn('vi');
    expect(fillTokens('Dạ, lệ phí là ⟦F1⟧ và ⟦F2⟧ ạ.', tokens)).toBe(
      'Dạ, lệ phí là trực tiếp: 10.000 đồng và qua mạng: 8.000 đồng ạ.',
    );
    expect(fillTokens('Dạ, chuẩn bị ⟦P1⟧.', tokens)).toBe('Dạ, chuẩn bị các giấy tờ kể ở dưới.');
  });

  it('points to the list where a section has conditions, headings or many lines', () => {
    const { tokens } = factTokens(
      {
        ...ANSWER,
        sections: [
          {
            ...section('fee', 'Trực tiếp: 10.000 đồng'),
            lines: [
              { style: 'text', text: 'Trực tiếp: 10.000 đồng' },
              { style: 'note', text: 'Người có công được miễn.' },
            ],
          },
        ],
      },
      vocabularies.vi,
    );
    expect(tokens.map(({ text }) => text)).toEqual([
      '“Thủ tục đăng ký khai sinh”',
      'các mức kể ở dưới',
    ]);
  });

  it('never lets a mark in a record pass for one of ours', () => {
    const { tokens } = factTokens(
      { ...ANSWER, sections: [section('fee', 'Trực tiếp: ⟦T1⟧ đồng')] },
      vocabularies.vi,
    );
    expect(tokens.map(({ text }) => text).join(' ')).not.toContain('⟦');
  });

  it('judges a sentence alone, so that it may be shown before the next is written', () => {
    const facts = factsIn('vi');
    const [first = '', second = ''] = sentencesIn('Dạ, thưa ông bà. Lệ phí là 5 đồng.');
    expect(checkSentence(first, facts, vocabularies.vi).faults).toEqual([]);
    expect(checkSentence(second, facts, vocabularies.vi).faults).toEqual(['figure']);
  });
});

describe('the approved phrases', () => {
  const risky =
    /(?<![\p{L}])(?:không|chưa|miễn|phải|được|sẽ|chắc|đảm bảo|bảo đảm|hứa|cam kết|ngay|chỉ|đủ|hợp pháp|đồng|nghìn|ngàn|triệu|ngày|giờ|tháng|năm|một|hai|ba|mười|trăm|not|never|free|must|will|may|can|guarantee|only|dong|day|days|hour|month|one|two|three|ten|hundred|thousand)(?![\p{L}])/iu;
  it.each(['vi', 'en'] as const)(
    'say nothing that could be a fact or a promise (%s)',
    (language) => {
      const { opening, phrases, cues, lists } = file[language];
      const told = [...opening, ...phrases, ...Object.values(cues).flat(), ...Object.values(lists)];
      expect(told.filter((one) => risky.test(one))).toEqual([]);
      expect(told.filter((one) => /[\p{N}⟦⟧]/u.test(one))).toEqual([]);
    },
  );
  it('have a way to point to the list of every facet, in both languages', () => {
    expect(Object.keys(file.vi.lists).toSorted()).toEqual(Object.keys(file.en.lists).toSorted());
    expect(Object.keys(file.vi.cues).toSorted()).toEqual(Object.keys(file.vi.lists).toSorted());
  });
  it('cover a text with the fewest phrases, and nothing they do not name', () => {
    const covered = cover(wordsOf('thời hạn giải quyết'), vocabularies.vi);
    expect(covered?.map(({ words, facet }) => [words.join(' '), facet])).toEqual([
      ['thời hạn giải quyết', 'time'],
    ]);
    expect(cover(wordsOf('thời hạn giải'), vocabularies.vi)).toBeUndefined();
    expect(cover([], vocabularies.vi)).toEqual([]);
  });
});
