import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/answering/compose.ts';
import { repliesSchema } from '../../src/answering/replies.ts';
import { verify } from '../../src/answering/verify.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';
import replies from '../../knowledge/replies.vi.json' with { type: 'json' };

const fixed = repliesSchema.parse(replies);
const procedure = procedureSchema.parse({
  code: '9.000001',
  name: 'Cấp giấy thử',
  field: 'Thử',
  levels: ['commune'],
  submissions: [
    {
      method: 'direct',
      durations: [{ quantity: 3, unit: 'working-day' }],
      fees: [{ kind: 'fee', meaning: 'exact', amount: 10_000 }],
    },
  ],
  link: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/abc',
});
const draft = (text: string): Draft => ({
  gist: text,
  sections: [],
  source: '9.000001',
  citations: [],
  facets: ['fee'],
  nextFacets: [],
});

describe('verification', () => {
  it.each([
    'Lệ phí 10.000 đồng, 3 ngày làm việc.',
    'Xem https://dichvucong.gov.vn/thu-tuc-hanh-chinh/abc.',
  ])('lets pass what the record states: %s', (text) => {
    expect(verify(draft(text), [procedure], undefined, fixed).passed).toBe(true);
  });

  it.each([
    ['another sum', 'Lệ phí 15.000 đồng.'],
    ['another limit', 'Trong 47 ngày.'],
    ['another code', 'Theo thủ tục 1.009999.'],
    ['another link', 'Xem https://example.com/x'],
    ['a legal number', 'Theo Nghị định 999/2031/NĐ-CP.'],
  ])('stops %s', (_, text) => {
    expect(verify(draft(text), [procedure], undefined, fixed).passed).toBe(false);
  });
});
