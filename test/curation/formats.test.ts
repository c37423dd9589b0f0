import { describe, expect, it } from 'vitest';
import { accepted, recordValues } from './records.ts';

const [wrapped = {}] = recordValues('portal-wrapped.json');
const [bare = {}] = recordValues('portal-bare.json');
const [card = {}, route = {}, otherRoute = {}] = recordValues('normalised.jsonl');
const [exchange = {}] = recordValues('exchange.json');

describe('a detail response of the portal', () => {
  const procedure = accepted(wrapped);

  it('is read out of its wrapping', () => {
    expect(procedure).toMatchObject({
      code: '9.000001',
      name: 'Thủ tục cấp giấy phép thả diều',
      field: 'Diều',
      levels: ['province', 'commune'],
      executingAgencies: ['Ủy ban nhân dân cấp xã'],
      issuingAgency: 'Bộ Thử nghiệm',
      decision: '11/QĐ-THU',
      publishedAt: '2026-03-01',
      updatedAt: '2026-06-01',
      state: 'ACTIVE',
      requirements: 'Trời có gió',
      subjects: ['Công dân Việt Nam'],
      results: ['Giấy phép thả diều'],
      legalBasis: [{ number: '01/2026/TT-THU', name: 'Thông tư về diều' }],
      link: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/11111111-2222-4333-8444-555555555555',
      detail: 'full',
    });
  });

  it('has the same meaning without its wrapping', () => {
    expect(accepted(wrapped['data'])).toEqual(procedure);
  });

  it('loses its markup and keeps its lines', () => {
    expect(procedure.steps).toEqual(['Bước 1: Mang diều tới sân.', 'Chờ gió lên.']);
  });

  it('takes the limit of an open unit from its only case', () => {
    const postal = procedure.submissions.find(({ method }) => method === 'postal');
    expect(postal).toMatchObject({
      durations: [{ quantity: 8, unit: 'working-day' }],
      note: 'Gửi kèm dây diều',
    });
    const online = procedure.submissions.find(({ method }) => method === 'online');
    expect(online?.durations).toEqual([{ quantity: 3, unit: 'working-day' }]);
  });

  it('drops a way of submission nobody knows', () => {
    expect(procedure.submissions.map(({ method }) => method)).toEqual(['online', 'postal']);
  });

  it('links the form file and keeps notes apart from papers', () => {
    expect(procedure.cases[0]).toEqual({
      name: 'Diều giấy',
      items: [
        {
          kind: 'paper',
          name: 'Tờ khai thả diều',
          originals: 1,
          copies: 0,
          forms: [
            {
              name: 'to-khai-tha-dieu.docx',
              link: 'https://dichvucong.gov.vn/api/v1/submitting/preview-attachment?fileId=file-1',
            },
          ],
        },
        { kind: 'note', name: 'Mang theo diều để xem tại chỗ', originals: 0, copies: 0, forms: [] },
      ],
    });
  });

  it('keeps several limits with their cases when the unit is open', () => {
    const { submissions, cases, executingAgencies } = accepted(bare);
    expect(submissions).toEqual([
      {
        method: 'direct',
        durations: [],
        fees: [{ kind: 'fee', meaning: 'free', currency: 'VND' }],
      },
    ]);
    expect(cases.filter((one) => one.duration)).toEqual([
      { name: 'Đổi do rách', items: [], duration: { quantity: 2, unit: 'day' } },
      { name: 'Đổi do mất dây', items: [], duration: { quantity: 24, unit: 'hour' } },
    ]);
    expect(executingAgencies).toEqual(['Ủy ban nhân dân cấp xã', 'Câu lạc bộ diều']);
  });
});

describe('a normalised line', () => {
  it('is read with its dates, levels and subjects', () => {
    expect(accepted(card)).toMatchObject({
      code: '9.000011',
      levels: ['province', 'commune'],
      executingAgencies: ['Sở Thử nghiệm', 'Ủy ban nhân dân cấp xã'],
      subjects: ['Công dân Việt Nam', 'Tổ chức (không gồm hội, nhóm)'],
      decision: '12/QĐ-THU',
      updatedAt: '2026-04-18',
      retrievedAt: '2026-07-18',
      link: 'https://dichvucong.gov.vn/thu-tuc-hanh-chinh/22222222-2222-4333-8444-555555555555',
    });
  });

  it('shows no sum where "Miễn phí" stands beside 135.000 đồng, and none for 25 VNĐ', () => {
    const [direct, online] = accepted(card).submissions;
    expect(direct).toMatchObject({
      durations: [{ quantity: 5, unit: 'working-day' }],
      note: 'Nộp tại quầy',
    });
    expect(direct?.fees).toEqual([
      {
        kind: 'fee',
        meaning: 'stated-only',
        currency: 'VND',
        stated: 'Phí làm thẻ: 135.000 đồng/lần',
      },
    ]);
    expect(online?.fees[0]).toMatchObject({ meaning: 'stated-only' });
    expect(online?.fees[0]).not.toHaveProperty('amount');
  });

  it('takes the glued name of the form file off the paper', () => {
    expect(
      accepted(card).cases[0]?.items.map(({ kind, name, forms }) => [kind, name, forms.length]),
    ).toEqual([
      ['paper', 'Đơn xin thẻ', 1],
      ['paper', 'Ảnh chân dung', 0],
      ['note', 'Giấy tờ gửi qua mạng thì chụp rõ nét', 0],
    ]);
  });

  it('takes a limit without a unit from its case, and a fee text without a sum as a condition', () => {
    expect(accepted(route).submissions).toEqual([
      {
        method: 'direct',
        durations: [{ quantity: 4, unit: 'working-day' }],
        fees: [
          {
            kind: 'fee',
            meaning: 'exact',
            amount: 20_000,
            currency: 'VND',
            condition: 'Nộp trực tiếp',
          },
        ],
      },
    ]);
  });

  it('is its own record even when another code has the same name', () => {
    const [first, second] = [accepted(route), accepted(otherRoute)];
    expect(first.name).toBe(second.name);
    expect([first.code, second.code]).toEqual(['9.000012', '9.000013']);
    expect(first.steps).not.toEqual(second.steps);
  });
});

describe('a record of the national exchange', () => {
  const procedure = accepted(exchange);

  it('is read from its upper-case keys', () => {
    expect(procedure).toMatchObject({
      code: '9.000021',
      name: 'Xác nhận người làm diều',
      field: 'Diều',
      levels: ['commune'],
      executingAgencies: ['Ủy ban nhân dân cấp xã'],
      coordinatingAgencies: ['Hội làm diều'],
      issuingAgency: 'Bộ Thử nghiệm',
      receivingAddress: 'Số 1 đường Diều',
      steps: ['Đem diều đến.'],
      results: ['Giấy xác nhận'],
      legalBasis: [{ number: '03/2026/NĐ-THU', name: 'Nghị định về diều' }],
    });
  });

  it('knows ways of submission by number and by word, and keeps words that are no figure', () => {
    expect(procedure.submissions).toEqual([
      {
        method: 'online',
        durations: [{ quantity: 7, unit: 'working-day' }],
        fees: [{ kind: 'fee', meaning: 'exact', amount: 50_000, currency: 'VND' }],
      },
      {
        method: 'direct',
        durations: [{ stated: 'Trong ngày' }],
        fees: [
          {
            kind: 'fee',
            meaning: 'set-locally',
            currency: 'VND',
            stated: 'theo nghị quyết của HĐND',
          },
        ],
        note: 'Tại quầy số một',
      },
    ]);
  });

  it('keeps papers, forms and notes of each case', () => {
    expect(procedure.cases).toEqual([
      {
        name: 'Làm lần đầu',
        items: [
          {
            kind: 'paper',
            name: 'Tờ khai',
            originals: 1,
            copies: 0,
            forms: [{ name: 'Mẫu D1', link: 'https://example.org/d1.doc' }],
          },
          { kind: 'note', name: 'Đem kèm một con diều', originals: 0, copies: 0, forms: [] },
        ],
      },
    ]);
  });
});
