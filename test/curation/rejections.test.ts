import { describe, expect, it } from 'vitest';
import { recordLine, parseRecordLine } from '../../src/curation/record-line.ts';
import { accepted, recordValues, rejection, sharedRecord } from './records.ts';

const [wrapped = {}] = recordValues('portal-wrapped.json');
const detail = wrapped['data'] as Record<string, unknown>;
const [exchange = {}] = recordValues('exchange.json');

describe('a record that cannot be taken is refused with its field and a reason', () => {
  it.each<[string, unknown, object]>([
    ['not an object', 'Thả diều', { field: '(record)', reason: 'is not an object' }],
    ['null', null, { field: '(record)' }],
    ['an empty object', {}, { field: 'code', code: undefined }],
    ['a normalised record without code', sharedRecord({ code: undefined }), { field: 'code' }],
    [
      'a normalised record without level',
      { ...sharedRecord(), level: undefined },
      { field: 'level', code: '9.000100' },
    ],
    [
      'a normalised record without a name',
      sharedRecord({ name: undefined }),
      { field: 'name', code: '9.000100' },
    ],
    ['a blank name', sharedRecord({ name: ' ' }), { field: 'name' }],
    ['a code of another shape', sharedRecord({ code: '9.1' }), { field: 'code', code: '9.1' }],
    ['a number where text belongs', sharedRecord({ field: 7 }), { field: 'field' }],
    [
      'text where ways of submission belong',
      sharedRecord({ channels: 'Trực tiếp' }),
      { field: 'channels' },
    ],
    [
      'a paper without a name',
      sharedRecord({ dossier: [{ group: '', items: [{ original: 1 }] }] }),
      { field: 'dossier.0.items.0.name' },
    ],
    [
      'a count that is no number',
      sharedRecord({ dossier: [{ items: [{ name: 'Đơn', original: 'một' }] }] }),
      { field: 'dossier.0.items.0.original' },
    ],
    [
      'a fee of the wrong type',
      sharedRecord({ channels: [{ method: 'Trực tiếp', fees: [{ value: 'nhiều' }] }] }),
      { field: 'channels.0.fees.0.value' },
    ],
    [
      'a portal record without a name',
      { ...detail, name: null },
      { field: 'name', code: '9.000001' },
    ],
    [
      'a wrapped portal record with a wrong flag',
      { ...wrapped, data: { ...detail, isWard: 'có' } },
      { field: 'isWard', code: '9.000001' },
    ],
    [
      'steps of the wrong type',
      { ...detail, executionSteps: 'một' },
      { field: 'executionSteps', code: '9.000001' },
    ],
    [
      'an exchange record without a name',
      { ...exchange, TENTTHC: undefined },
      { field: 'TENTTHC', code: '9.000021' },
    ],
    ['an exchange record with a wrong code', { ...exchange, MATTHC: 21 }, { field: 'MATTHC' }],
    [
      'an exchange record with text for papers',
      { ...exchange, THANHPHANHOSO: 'Tờ khai' },
      { field: 'THANHPHANHOSO' },
    ],
  ])('%s', (_, value, expected) => {
    const refused = rejection(value);
    expect(refused).toMatchObject(expected);
    expect(refused.reason).not.toBe('');
  });

  it('is not refused for keys that are null or unknown', () => {
    const nothing = { agency: null, steps: null, subject: null, result: null, requirements: null };
    expect(accepted(sharedRecord({ ...nothing, novelty: { deep: [1] } }))).toMatchObject({
      steps: [],
      results: [],
    });
    const { executionSteps: _steps, executionCases: _cases, cases: _limits, ...rest } = detail;
    expect(accepted({ ...rest, executionMethods: null, brandNew: 1 })).toMatchObject({
      submissions: [],
      cases: [],
    });
  });

  it.each([
    ['portal', { code: '9.000002', name: 'Thả diều', executionMethods: [], procedureProposal: {} }],
    ['exchange', { MATTHC: '9.000003', TENTTHC: 'Thả diều' }],
    [
      'shared',
      { code: '9.000004', name: 'Thả diều', field: 'Diều', level: 'Cấp xã', channels: [] },
    ],
  ])('is not refused for keys that are missing (%s)', (_, value) => {
    expect(accepted(value)).toMatchObject({
      name: 'Thả diều',
      submissions: [],
      cases: [],
      steps: [],
    });
  });

  it('is not refused for a date that no calendar has', () => {
    expect(accepted({ ...detail, updatedAt: 1e20 })).not.toHaveProperty('updatedAt');
  });
});

describe('a stored line', () => {
  it.each([
    ['portal', wrapped],
    ['exchange', exchange],
    [
      'almost empty',
      sharedRecord({
        field: '',
        level: 'Khác',
        dossier: [{ group: '', items: [] }],
        legal_basis: [{ code: '', name: 'Luật Diều' }],
      }),
    ],
  ])('gives back the record it was made of (%s)', (_, value) => {
    const procedure = accepted(value);
    expect(parseRecordLine(recordLine(procedure))).toEqual(procedure);
  });

  it('may be imported again as it stands', () => {
    const procedure = accepted(sharedRecord({ level: 'Khác' }));
    expect(accepted(JSON.parse(recordLine({ ...procedure, detail: 'facts' })))).toEqual({
      ...procedure,
      detail: 'facts',
    });
    expect(accepted(JSON.parse(recordLine(accepted(exchange))))).toEqual(accepted(exchange));
  });
});
