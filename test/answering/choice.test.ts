import { describe, expect, it } from 'vitest';
import { readChoice } from '../../src/answering/choice.ts';

const options = [
  { code: '1.000001', label: 'Cấp lại giấy phép lái xe' },
  { code: '1.000002', label: 'Đổi giấy phép lái xe' },
  { code: '1.000003', label: 'Cấp giấy phép lái xe quốc tế' },
];

describe('a choice', () => {
  it.each([
    ['1', '1.000001'],
    ['số 2', '1.000002'],
    ['cái thứ hai', '1.000002'],
    ['cái đầu tiên ạ', '1.000001'],
    ['the third', '1.000003'],
    ['cuối cùng', '1.000003'],
    ['quốc tế', '1.000003'],
    ['cấp lại', '1.000001'],
    ['1.000002', '1.000002'],
  ])('"%s" takes %s', (message, code) => {
    expect(readChoice(message, options)).toEqual({ kind: 'option', code });
  });

  it.each(['đúng rồi', 'vâng ạ', 'dung roi', 'yes', 'ừ'])('"%s" is yes', (message) => {
    expect(readChoice(message, options).kind).toBe('yes');
  });

  it.each(['không phải', 'khong phai', 'sai rồi', 'no', 'không có cái nào'])(
    '"%s" is no',
    (message) => {
      expect(readChoice(message, options).kind).toBe('no');
    },
  );

  it.each(['7', 'đăng ký kết hôn cần giấy tờ gì', 'giấy phép lái xe'])(
    '"%s" chooses nothing',
    (message) => {
      expect(readChoice(message, options).kind).toBe('none');
    },
  );
});
