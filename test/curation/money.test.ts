import { describe, expect, it } from 'vitest';
import { parseNumber, readFee, readPrintedFee, sumsIn } from '../../src/curation/money.ts';

const fee = (value: number | null, text: string, currency = 'Việt Nam Đồng') =>
  readFee({ kind: 'fee', value, text, currency });

describe('a number of a fee', () => {
  it.each([
    ['100.000', 100_000],
    ['100,000', 100_000],
    ['100 000', 100_000],
    ['1.500.000', 1_500_000],
    ['1,5', 1.5],
    ['0.5', 0.5],
    ['01', 1],
    ['20,000.00', 20_000],
    ['20.000,00', 20_000],
    ['150.000.', 150_000],
  ])('%s is %d', (digits, value) => {
    expect(parseNumber(digits)).toBe(value);
  });

  it.each<[string, [number, string][]]>([
    ['100.000 đồng/lần', [[100_000, 'VND']]],
    [
      '30.000đ một bản, 25 USD cho người nước ngoài',
      [
        [30_000, 'VND'],
        [25, 'USD'],
      ],
    ],
    ['1,5 triệu đồng', [[1_500_000, 'VND']]],
    ['20 nghìn đồng', [[20_000, 'VND']]],
    ['theo khoản 5 300.000 đồng', [[300_000, 'VND']]],
    ['mẫu 01, nộp 5 bản', []],
  ])('the sums of "%s" are found', (text, sums) => {
    expect(sumsIn(text).map(({ amount, currency }) => [amount, currency])).toEqual(sums);
  });
});

describe('a published fee', () => {
  it('of 0 beside the provincial People’s Council is set locally, not free', () => {
    expect(fee(0, 'Do HĐND cấp tỉnh quy định')).toMatchObject({ meaning: 'set-locally' });
    expect(
      fee(0, 'Theo mức thu Hội đồng nhân dân tỉnh ban hành, tối đa 10.000 đồng'),
    ).toMatchObject({ meaning: 'set-locally' });
  });

  it('of 0 is free only when nothing contradicts it', () => {
    expect(fee(0, '')).toMatchObject({ meaning: 'free' });
    expect(fee(0, 'Miễn phí')).toMatchObject({ meaning: 'free' });
    expect(fee(0, 'Không thu')).toMatchObject({ meaning: 'free' });
    expect(fee(0, 'Thẻ nhựa: 135.000 đồng/lần')).toMatchObject({
      meaning: 'stated-only',
      stated: 'Thẻ nhựa: 135.000 đồng/lần',
    });
  });

  it('that contradicts its own text shows only the text', () => {
    const read = fee(100, '100.000 đồng/lần');
    expect(read).toMatchObject({ meaning: 'stated-only', stated: '100.000 đồng/lần' });
    expect(read).not.toHaveProperty('amount');
  });

  it('of 25 VNĐ is a slip and never a sum', () => {
    expect(fee(25, '', 'VNĐ')).not.toHaveProperty('amount');
    expect(fee(25, '', 'USD')).toMatchObject({ meaning: 'exact', amount: 25, currency: 'USD' });
  });

  it('is exact when its text says the same', () => {
    expect(fee(10_000, '10.000 đồng/bản')).toMatchObject({
      meaning: 'exact',
      amount: 10_000,
      stated: '10.000 đồng/bản',
    });
  });

  it('without number and text is unstated', () => {
    expect(fee(null, '')).toMatchObject({ meaning: 'unstated' });
    expect(fee(null, 'Chưa có thông tin')).toMatchObject({ meaning: 'unstated' });
  });
});

describe('a fee printed in a line of text', () => {
  it.each<[string, string, object]>([
    ['20,000 Việt Nam Đồng', '', { meaning: 'exact', amount: 20_000 }],
    ['20,000.00 Việt Nam Đồng', '', { meaning: 'exact', amount: 20_000 }],
    [
      'Lệ phí : 25 USD (một người)',
      '',
      { meaning: 'exact', amount: 25, currency: 'USD', condition: 'một người' },
    ],
    ['Miễn phí', '', { meaning: 'free' }],
    ['Miễn phí', '135.000 đồng/lần', { meaning: 'stated-only', stated: '135.000 đồng/lần' }],
    ['100 VNĐ', '100.000 đồng/lần', { meaning: 'stated-only', stated: '100.000 đồng/lần' }],
    ['25 VNĐ', '', { meaning: 'stated-only' }],
  ])('"%s" beside "%s"', (line, note, expected) => {
    expect(readPrintedFee(line, note)).toMatchObject(expected);
  });
});
