import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/conversation/answer.ts';
import {
  splitCount,
  splitGist,
  toBlocks,
  toCalls,
  toPieces,
  toSpeech,
} from '../../src/pages/chat/answer-text.ts';

const answer: Answer = {
  outcome: 'answered',
  language: 'vi',
  gist: 'Dạ, về thủ tục “Đăng ký khai sinh”: Ông/bà nộp ở xã.',
  sections: [],
  source: '',
  text: '',
  options: [],
  nextFacets: [],
  citations: [],
  procedures: [{ code: '1.001193', name: 'Đăng ký khai sinh', score: 1 }],
  answerCodes: ['1.001193'],
  facet: 'fee',
  facets: ['fee'],
  confidence: 1,
  reason: 'sure',
  trace: [],
};

describe('the text of an answer', () => {
  it('puts bullets that follow each other into one list', () => {
    expect(
      toBlocks([
        { style: 'heading', text: 'h' },
        { style: 'bullet', text: 'a' },
        { style: 'bullet', text: 'b' },
        { style: 'note', text: 'n' },
        { style: 'bullet', text: 'c' },
      ]),
    ).toEqual([
      { kind: 'heading', text: 'h' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'note', text: 'n' },
      { kind: 'list', items: ['c'] },
    ]);
  });

  it.each([
    ['Giấy chứng sinh (1 bản chính)', 'Giấy chứng sinh', '1 bản chính'],
    ['Đơn (mẫu 18) (1 bản chính, 1 bản sao)', 'Đơn (mẫu 18)', '1 bản chính, 1 bản sao'],
    ['Đơn (mẫu 18)', 'Đơn (mẫu 18)', null],
    ['Giấy tờ', 'Giấy tờ', null],
  ])('splits the count off %s', (item, name, count) => {
    expect(splitCount(item)).toEqual({ name, count });
  });

  it('finds codes and web addresses, and nothing else', () => {
    expect(
      toPieces('Nguồn: thủ tục 1.001193, dữ liệu ngày 01.02.2026, https://x.vn/a?b=1.'),
    ).toEqual([
      { kind: 'text', text: 'Nguồn: thủ tục ' },
      { kind: 'code', text: '1.001193' },
      { kind: 'text', text: ', dữ liệu ngày 01.02.2026, ' },
      { kind: 'link', text: 'https://x.vn/a?b=1' },
      { kind: 'text', text: '.' },
    ]);
    expect(toPieces('javascript:alert(1) 1.500.000 đồng').map((piece) => piece.kind)).toEqual([
      'text',
    ]);
  });

  it('finds the emergency numbers', () => {
    expect(toCalls('gọi 114, không gọi 1145').filter((piece) => piece.kind === 'call')).toEqual([
      { kind: 'call', text: '114' },
    ]);
  });

  it('takes the official name out of the gist', () => {
    expect(splitGist(answer)).toEqual({
      before: 'Dạ, về thủ tục ',
      name: 'Đăng ký khai sinh',
      after: ': Ông/bà nộp ở xã.',
    });
    expect(splitGist({ ...answer, gist: 'Dạ.' })).toEqual({ before: '', name: '', after: 'Dạ.' });
  });

  it('says an answer sentence by sentence, amounts whole and addresses left out', () => {
    expect(
      toSpeech({
        ...answer,
        gist: 'Dạ, có ạ. Ông/bà nộp ở xã.',
        sections: [
          {
            facet: 'fee',
            procedureCode: '1.001193',
            title: 'Lệ phí',
            lines: [{ style: 'bullet', text: 'trực tiếp: 10.000 đồng, xem https://x.vn/a' }],
          },
        ],
      }),
    ).toEqual(['Dạ, có ạ.', 'Ông/bà nộp ở xã.', 'Lệ phí', 'trực tiếp:', '10.000 đồng, xem']);
  });
});
