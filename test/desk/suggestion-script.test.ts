import { describe, expect, it } from 'vitest';
import type { AnswerLine } from '../../src/conversation/answer.ts';
import { scriptOf, spokenSums } from '../../src/desk/suggestion-script.ts';
import { sentencesOf } from '../../src/language/tokenise.ts';
import type { Facet } from '../../src/procedure/guide.ts';
import { guideSchema } from '../../src/procedure/guide.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';

const procedure = (cases: number) =>
  procedureSchema.parse({
    code: '1.000001',
    name: 'Thủ tục đăng ký khai sinh',
    field: 'Hộ tịch',
    levels: ['commune'],
    cases: Array.from({ length: cases }, (_, at) => ({
      name: `Trường hợp ${at}`,
      items: [{ kind: 'paper', name: 'Tờ khai' }],
    })),
  });
const guide = guideSchema.parse({
  code: '1.000001',
  short: 'khai sinh cho con',
  shortEn: 'birth registration',
  aliases: ['a', 'b', 'c', 'd', 'e'],
  spoken: 'Dạ, mình nộp ở xã. Lệ phí 8.000 đồng ạ.',
  spokenEn: 'Hand it in at the commune. The fee is 8.000 đồng.',
  order: ['dossier'],
  checkedAt: '2026-11-01',
});
const script = (
  facet: Facet,
  lines: readonly (AnswerLine | string)[],
  options: { cases?: number; guided?: boolean; overview?: boolean; language?: 'vi' | 'en' } = {},
): string =>
  scriptOf({
    told: {
      sections: [
        {
          facet,
          procedureCode: '1.000001',
          title: 'Lệ phí',
          lines: lines.map((line) =>
            typeof line === 'string' ? { style: 'bullet', text: line } : line,
          ),
        },
      ],
    },
    procedure: procedure(options.cases ?? 1),
    guide: options.guided ? guide : undefined,
    isOverview: options.overview ?? false,
    language: options.language ?? 'vi',
  });

describe('what is read aloud', () => {
  it('counts the papers and names them', () => {
    const text = script('dossier', ['Tờ khai (1 bản chính, mẫu: CT01)', 'Giấy chứng sinh']);
    expect(text).toContain('2 loại giấy tờ: Tờ khai (1 bản chính); Giấy chứng sinh.');
    expect(text).not.toContain('CT01');
  });

  it('names only papers that can be said in a breath, and never cuts one', () => {
    const long = `Văn bản ${'x'.repeat(120)}`;
    const text = script('dossier', ['Tờ khai', long]);
    expect(text).toContain('2 loại giấy tờ, trong đó có: Tờ khai.');
    expect(script('dossier', [long])).toContain('danh sách');
  });

  it('counts what everybody brings, and says that there are papers for some', () => {
    const heading = { style: 'heading', text: 'Chỉ khi' } as const;
    const text = script('dossier', ['Tờ khai', heading, 'Giấy ủy quyền']);
    expect(text).toContain('1 loại giấy tờ');
    expect(text).not.toContain('Giấy ủy quyền');
    expect(sentencesOf(text)).toHaveLength(2);
  });

  it('asks for the case where the papers depend on it, or says the guide’s summary', () => {
    expect(script('dossier', ['Tờ khai'], { cases: 2 })).toContain('tùy từng trường hợp');
    expect(script('dossier', ['Tờ khai'], { cases: 2, guided: true })).toBe(
      'Dạ, mình nộp ở xã. Lệ phí 8 nghìn đồng ạ.',
    );
  });

  it('tells a fee whole or asks for the case, never a part', () => {
    expect(script('fee', ['Trực tiếp: 8.000 đồng'])).toContain('Trực tiếp: 8 nghìn đồng.');
    const many = ['a: 1.000 đồng', 'b: 2.000 đồng', 'c: 3.000 đồng', 'd: 4.000 đồng'];
    expect(script('fee', many)).toContain('tùy từng trường hợp');
    expect(script('fee', many)).not.toContain('nghìn');
  });

  it('tells the first lines of a place, and that there is more', () => {
    const text = script('where', ['Ủy ban nhân dân xã', 'x'.repeat(300)]);
    expect(text).toContain('Ủy ban nhân dân xã.');
    expect(sentencesOf(text)).toHaveLength(2);
  });

  it('says that a remark exists without reading it', () => {
    const text = script('fee', ['8.000 đồng', { style: 'note', text: 'Bản ghi khác: 9.000 đồng' }]);
    expect(text).toContain('lưu ý');
    expect(text).not.toContain('9');
  });

  it('is never more than two sentences', () => {
    const lines = ['Nộp ở xã. Hoặc ở phường. Hoặc qua mạng. Hoặc qua bưu điện.'];
    for (const facet of ['where', 'fee', 'dossier'] as const) {
      expect(sentencesOf(script(facet, lines)).length).toBeLessThanOrEqual(2);
    }
  });

  it('begins with the guide’s summary, or asks what to begin with', () => {
    expect(script('dossier', [], { overview: true, guided: true, language: 'en' })).toBe(
      'Hand it in at the commune. The fee is 8 thousand đồng.',
    );
    expect(script('dossier', [], { overview: true })).toContain('đăng ký khai sinh');
  });

  it.each([
    ['8.000 đồng', '8 nghìn đồng'],
    ['1.500.000 đồng', '1 triệu 500 nghìn đồng'],
    ['1.250 VNĐ', '1 nghìn 250 đồng'],
    ['2.000.000.000đồng', '2 tỷ đồng'],
    ['100 đồng', '100 đồng'],
    ['thủ tục 1.001193', 'thủ tục 1.001193'],
    ['9.000.000.000.000 đồng', '9.000.000.000.000 đồng'],
  ])('says %s as %s', (written, said) => {
    expect(spokenSums(written, 'vi')).toBe(said);
  });
});
