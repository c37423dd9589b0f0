import { describe, expect, it } from 'vitest';
import { figuresOf, statesFact, unsupportedFigures } from '../../eval/metrics/fact-text.ts';

describe('a fact is found in an answer', () => {
  it.each([
    ['whatever its case', 'Cần GIẤY CHỨNG SINH và tờ khai.', 'Giấy chứng sinh'],
    ['whatever its spaces', 'trong 3  ngày\nlàm việc', '3 ngày làm việc'],
    ['with a thousand point', 'Lệ phí: 50.000 đồng', '50000'],
    ['with a thousand comma', 'Lệ phí: 1,500,000 đồng', '1.500.000'],
    ['with a thousand space', 'Lệ phí: 50 000 đồng', '50.000'],
    ['in decomposed Unicode', 'Giấy khai sinh'.normalize('NFD'), 'giấy khai sinh'],
    ['expected in decomposed Unicode', 'Giấy khai sinh', 'giấy khai sinh'.normalize('NFD')],
    ['with a leading zero', 'trong 05 ngày', '5 ngày'],
    [
      'with signs of regular expressions',
      'Theo Nghị định 73/2024/TT-BTC (mục 2)',
      '73/2024/TT-BTC (mục 2)',
    ],
    ['when nothing is asked for', 'anything', '  '],
  ])('%s', (_, text, fact) => {
    expect(statesFact(text, fact)).toBe(true);
  });

  it.each([
    ['inside a longer number', 'trong 15 ngày', '5 ngày'],
    ['as the decimals of a number', 'trong 2,5 ngày', '5 ngày'],
    ['as the start of a greater sum', 'Lệ phí: 50.000.000 đồng', '50.000'],
    ['with a different mark', 'Giấy khai sinh', 'Giấy khai sính'],
    ['when it is not there', 'Miễn lệ phí', '50.000'],
  ])('but not %s', (_, text, fact) => {
    expect(statesFact(text, fact)).toBe(false);
  });
});

describe('figures of a text', () => {
  it('are sums of money and lengths of time', () => {
    expect(figuresOf('Phí 50.000 đồng, trong 3 ngày làm việc hoặc 2 tháng; 25 USD.')).toEqual([
      { kind: 'amount', digits: '50000' },
      { kind: 'amount', digits: '25' },
      { kind: 'duration', digits: '3' },
      { kind: 'duration', digits: '2' },
    ]);
  });

  it('are not dates, codes or counts of papers', () => {
    expect(figuresOf('Mã 1.001193, ngày 01/07/2025, tháng 7, 02 bản sao, 5 điều kiện')).toEqual([]);
  });

  it('are unsupported when no cited record states them, each named once', () => {
    const answer = 'Phí 50.000 đồng, làm trong 05 ngày; nhắc lại: 50.000 đồng.';
    expect(unsupportedFigures(answer, '{"amount":50000,"quantity":5}')).toEqual([]);
    expect(unsupportedFigures(answer, '{"amount":20000,"quantity":5}')).toEqual(['amount 50000']);
    expect(unsupportedFigures('không quá 12 tháng', 'thời hạn 12 tháng')).toEqual([]);
  });
});
