import { describe, expect, it } from 'vitest';
import { tokenise } from '../../src/language/tokenise.ts';
import { measureFit, measuresOf } from '../../src/procedure/measures.ts';

const of = (text: string) => measuresOf(tokenise(text));

describe('counted properties', () => {
  it.each([
    ['từ đủ 14 tuổi trở lên', 'tuoi', 14, Infinity],
    ['người dưới 14 tuổi', 'tuoi', -Infinity, 13],
    ['con tôi mười lăm tuổi', 'tuoi', 15, 15],
    ['hai mươi mốt tuổi', 'tuoi', 21, 21],
    ['công ty hai thành viên trở lên', 'thanh vien', 2, Infinity],
    ['định danh mức độ 02', 'muc', 2, 2],
  ])('are read: %s', (text, unit, low, high) => {
    expect(of(text)).toEqual([{ unit, low, high }]);
  });

  it.each(['ngày 14 tháng', 'nghị định 123', 'năm 2025', 'số nhà 14'])(
    'are not seen in: %s',
    (text) => {
      expect(of(text).filter(({ unit }) => unit === 'tuoi' || unit === 'thanh vien')).toEqual([]);
    },
  );

  it('agree, exclude each other or have nothing to do with each other', () => {
    const title = of('Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên');
    expect(measureFit(of('con tôi 15 tuổi'), title)).toBe('agree');
    expect(measureFit(of('bé 9 tuổi'), title)).toBe('conflict');
    expect(measureFit(of('công ty hai thành viên'), title)).toBe('neither');
    expect(measureFit([], title)).toBe('neither');
  });
});
