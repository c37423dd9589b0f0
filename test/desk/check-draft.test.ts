import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/curation/read-yaml.ts';
import { createDraftCheck } from '../../src/desk/check-draft.ts';
import type { DraftContext } from '../../src/desk/check-draft.ts';
import { figuresIn } from '../../src/desk/draft-figures.ts';
import { parsePromises } from '../../src/desk/draft-promises.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';
import sentences from '../fixtures/draft-promises.json' with { type: 'json' };

const findPromises = parsePromises(
  readYaml(join(import.meta.dirname, '../../knowledge/desk-promises.yaml')),
);
const record = procedureSchema.parse({
  code: '1.001193',
  name: 'Thủ tục đăng ký khai sinh',
  field: 'Hộ tịch',
  levels: ['commune'],
  submissions: [
    {
      method: 'direct',
      durations: [{ quantity: 5, unit: 'working-day', stated: 'tối đa 8 ngày khi phải xác minh' }],
      fees: [
        { kind: 'fee', meaning: 'exact', amount: 200_000 },
        { kind: 'fee', meaning: 'exact', amount: 25, currency: 'USD' },
      ],
    },
  ],
  cases: [
    {
      name: '',
      items: [
        { kind: 'paper', name: 'Giấy chứng sinh', originals: 1, copies: 2 },
        { kind: 'paper', name: 'Tờ khai theo Nghị định 123/2015/NĐ-CP' },
        { kind: 'paper', name: 'Ảnh 3x4 chụp trong 6 tháng' },
      ],
    },
  ],
  updatedAt: '2026-04-15',
});
const means = {
  procedure: (code: string) => (code === record.code ? record : undefined),
  guide: () => undefined,
};
const check = createDraftCheck({ means, findPromises });
const NOW = new Date('2026-11-23T02:00:00Z');
const look = (text: string, context: Partial<DraftContext> = {}) =>
  check(text, { procedures: [record.code], now: NOW, ...context });
const kinds = (text: string, context: Partial<DraftContext> = {}): string[] =>
  look(text, context).map(({ kind }) => kind);

describe('a promise on the office’s behalf', () => {
  it.each(sentences.promises)('is seen in “%s”', (text) => {
    expect(findPromises(text)).not.toEqual([]);
  });

  it.each(sentences.harmless)('is not seen in “%s”', (text) => {
    expect(findPromises(text)).toEqual([]);
  });

  it('is pointed at where it stands', () => {
    const text = 'Dạ vâng. Bác yên tâm, em đảm bảo ạ.';
    const [warning] = look(text);
    expect(warning).toMatchObject({ kind: 'promise', excerpt: 'em đảm bảo' });
    expect(text.slice(warning?.from, warning?.to)).toBe('em đảm bảo');
  });

  it('is seen when the letters come decomposed', () => {
    expect(findPromises('Em đảm bảo ạ.'.normalize('NFD'))).toHaveLength(1);
  });
});

describe('a figure of a draft', () => {
  const stated = [
    'Lệ phí 200.000 đồng ạ.',
    'Lệ phí hai trăm nghìn ạ.',
    'Phí 200k chị nhé.',
    'Phí là 200.000đ.',
    'Hai trăm ngàn đồng thôi ạ.',
    '0,2 triệu đồng.',
    'The fee is 200,000 dong.',
    'VND 200,000 is due.',
    'It costs $25 abroad.',
    'Thời hạn 5 ngày làm việc.',
    'Năm ngày làm việc bác nhé.',
    'It takes five working days.',
    'Có khi tới tám ngày nếu phải xác minh.',
    'Mang 2 bản sao giúp em.',
    'Cần ba loại giấy tờ.',
    '3 giấy tờ ạ.',
    'Bác chuẩn bị 1 bộ hồ sơ.',
    'Theo Nghị định 123/2015/NĐ-CP.',
    'Thủ tục 1.001193 ạ.',
    'Dữ liệu ngày 15/4/2026.',
    'Ngày 15 tháng 4 năm 2026 đã cập nhật.',
    'Ảnh chụp trong 6 tháng.',
    'Văn phòng mở từ 7h30 đến 11h30.',
    'Bác đến phòng 203, quầy số 5.',
    'Bước 1 nộp, bước 2 chờ.',
    'Bộ phận một cửa ạ.',
    'Bác gọi 1900 1234 giúp em.',
    'Thứ hai tuần sau cơ quan nghỉ.',
    'Hai bên cùng ký.',
    'Năm 2026 vẫn thế ạ.',
  ];
  it.each(stated)('stands in the record: “%s”', (text) => {
    expect(kinds(text)).not.toContain('figure-not-in-record');
  });

  const foreign = [
    'Lệ phí 300.000 đồng ạ.',
    'Lệ phí hai trăm năm mươi nghìn ạ.',
    'Phí 20k chị nhé.',
    'Phí là 2.000.000đ.',
    'Phí một triệu rưỡi.',
    'Khoảng 1tr2 thôi ạ.',
    'Chừng 1,5 triệu.',
    'The fee is 20,000 dong.',
    'It costs $250 abroad.',
    'Thời hạn 7 ngày làm việc.',
    'Thời hạn 5 ngày.',
    'Thời hạn 8 ngày làm việc.',
    'Mười lăm ngày bác nhé.',
    'It takes ten working days.',
    'Chờ 2 tuần ạ.',
    'Ba tháng mới xong ạ.',
    'Trong 24 giờ là có ạ.',
    'Mang 4 bản sao giúp em.',
    'Cần năm loại giấy tờ.',
    'Nộp 2 bộ hồ sơ, 6 ảnh.',
    'Theo Nghị định 87/2020/NĐ-CP.',
    'Thủ tục 2.000528 ạ.',
    'Hẹn ngày 25/11 ạ.',
    'Hẹn ngày 25 tháng 11.',
    'Giảm 50% ạ.',
    'Giá trị 10 năm.',
    '350.000 thôi chị.',
    'Phí USD 30.',
    'Hai mươi hai ngày làm việc.',
    'Một trăm lẻ năm nghìn đồng.',
  ];
  it.each(foreign)('stands in no record: “%s”', (text) => {
    expect(kinds(text)).toContain('figure-not-in-record');
  });

  it('is of no record while no procedure is in view', () => {
    expect(kinds('Lệ phí 200.000 đồng.', { procedures: [] })).toEqual(['figure-not-in-record']);
    expect(kinds('Lệ phí 200.000 đồng.', { procedures: ['9.999999'] })).toHaveLength(1);
  });

  it('is one figure in every spelling', () => {
    const spelled = ['1.500.000đ', '1,5 triệu', '1 triệu rưỡi', 'một triệu rưỡi', '1tr5', '1500k'];
    expect(spelled.map((text) => figuresIn(text).map(({ unit, value }) => unit + value))).toEqual(
      spelled.map(() => ['money1500000']),
    );
  });
});

describe('what a channel or the law would not take', () => {
  it('warns of a text that is longer than a message may be, from there on', () => {
    const [warning] = look('a'.repeat(12), { limit: 10 });
    expect(warning).toEqual({ kind: 'too-long', excerpt: 'aa', from: 10, to: 12, limit: '10' });
    expect(kinds('a'.repeat(10), { limit: 10 })).toEqual([]);
  });

  it('warns once the window for answers is over', () => {
    const closesAt = '2026-11-23T01:59:00Z';
    expect(look('Dạ', { windowClosesAt: closesAt })).toMatchObject([
      { kind: 'window', limit: closesAt },
    ]);
    expect(kinds('Dạ', { windowClosesAt: '2026-11-23T02:01:00Z' })).toEqual([]);
  });

  it('warns of personal data and does not read it as figures', () => {
    const warnings = look('Số của chị là 0912345678 đúng không ạ');
    expect(warnings.map(({ kind, excerpt }) => [kind, excerpt])).toEqual([
      ['personal-data', '0912345678'],
    ]);
  });

  it('finds nothing in a plain polite answer, in HTML or in nothing', () => {
    for (const text of ['', 'Dạ, em chào bác ạ.', '<script>alert(1)</script>']) {
      expect(kinds(text)).toEqual([]);
    }
  });
});
