import { describe, expect, it } from 'vitest';
import en from '../../../knowledge/satisfaction.en.json' with { type: 'json' };
import vi from '../../../knowledge/satisfaction.vi.json' with { type: 'json' };
import {
  parseRatingPayload,
  ratingPayload,
} from '../../../src/channels/messaging/satisfaction-payload.ts';
import {
  isAsking,
  isCourtesy,
  isSkipped,
  ratingIn,
} from '../../../src/channels/messaging/satisfaction-words.ts';

const keysOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, one]) => keysOf(one, `${path}.${key}`))
    : [path];

describe('a rating in words', () => {
  it('has the same keys in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(vi));
  });

  it.each([
    ['5', 5],
    ['5.', 5],
    ['5 sao', 5],
    ['Dạ 5 sao ạ', 5],
    ['cho 4 điểm', 4],
    ['3/5', 3],
    ['số 1', 1],
    ['dạ ba sao ạ', 3],
    ['⭐⭐⭐⭐⭐', 5],
    ['⭐️ ⭐️', 2],
    ['10/10', 5],
    ['Rất hài lòng', 5],
    ['rat hai long', 5],
    ['Dạ, tôi rất hài lòng với cách phục vụ ạ', 5],
    ['Tôi hài lòng, cảm ơn cán bộ', 4],
    ['bình thường', 3],
    ['không hài lòng', 2],
    ['ko hài lòng', 2],
    ['em không hài lòng lắm ạ', 2],
    ['rất không hài lòng!', 1],
    ['Very satisfied, thank you', 5],
    ['not satisfied', 2],
  ])('%s is %i', (text, stars) => {
    expect(ratingIn(text)).toMatchObject({ stars });
    expect(ratingIn(text)).not.toHaveProperty('reason');
  });

  it.each([
    ['Dạ, tôi không hài lòng, chờ lâu quá', 2, 'chờ lâu quá'],
    ['không hài lòng vì chờ lâu', 2, 'vì chờ lâu'],
    ['2 sao. Cán bộ trả lời cộc lốc', 2, 'Cán bộ trả lời cộc lốc'],
    ['hài lòng nhưng hơi chậm', 4, 'nhưng hơi chậm'],
  ])('%s is %i and says why', (text, stars, reason) => {
    expect(ratingIn(text)).toMatchObject({ stars, reason });
  });

  it.each([
    '0',
    '6',
    '12',
    '5 ngày',
    '1, 2 tuần nữa tôi quay lại',
    'làm khai sinh cần giấy gì',
    'có hài lòng không',
    'Rất hài lòng, cho tôi hỏi lệ phí khai sinh',
    'cảm ơn',
    'ok',
    'vâng',
    '',
  ])('“%s” is none', (text) => {
    expect(ratingIn(text)).toBeUndefined();
  });
});

describe('what comes instead of a reason', () => {
  it.each([
    'Cán bộ trả lời chậm, phải nhắn nhiều lần',
    'Thái độ không tốt, hách dịch',
    'Làm khai sinh mà bắt đi lại nhiều lần vì thiếu giấy',
    'too slow',
    'chờ lâu',
  ])('“%s” is a reason', (text) => {
    expect(isAsking(text)).toBe(false);
    expect(isSkipped(text)).toBe(false);
  });

  it.each([
    'Lệ phí cấp lại căn cước bao nhiêu',
    'le phi khai sinh bao nhieu',
    'Làm hộ chiếu mất mấy ngày?',
    'đăng ký khai sinh cho con',
    'cho tôi gặp cán bộ',
    'thôi chờ',
    'How much is the fee',
    'Cứu với, chồng tôi đang đánh tôi',
  ])('“%s” goes to the assistant', (text) => {
    expect(isAsking(text)).toBe(true);
  });

  it.each(['bỏ qua', 'Dạ thôi ạ', 'không', 'không cần ạ', 'cảm ơn ạ', '👍', 'skip'])(
    '“%s” skips it',
    (text) => {
      expect(isSkipped(text)).toBe(true);
    },
  );

  it('knows a bare courtesy', () => {
    expect(['Dạ em cảm ơn ạ', 'thank you'].map(isCourtesy)).toEqual([true, true]);
    expect(['không', '5', 'cảm ơn, còn lệ phí'].map(isCourtesy)).toEqual([false, false, false]);
  });
});

describe('the payload of a rating', () => {
  it('comes back as it went', () => {
    const payload = ratingPayload('4', '0f1e2d3c-1111-4222-8333-444455556666');
    expect(payload).toBe('r:4:0f1e2d3c');
    expect(parseRatingPayload(payload)).toEqual({ stars: 4, handoffBegins: '0f1e2d3c' });
  });

  it.each(['r:6:0f1e2d3c', 'r:5:', 'r:5:0f1e2d3%', 'c:1.001193', 'p'])('%s is none', (payload) => {
    expect(parseRatingPayload(payload)).toBeUndefined();
  });
});
