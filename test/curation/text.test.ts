import { describe, expect, it } from 'vitest';
import { readLimit, readUnit } from '../../src/curation/limits.ts';
import { isoDate, listLine, recordText, splitList } from '../../src/curation/text.ts';
import { accepted, sharedRecord } from './records.ts';

describe('text of a record', () => {
  it('is NFC, without hidden characters and markup', () => {
    expect(recordText('Giấy phép'.normalize('NFD'))).toBe('Giấy phép');
    expect(recordText('Tờ\u200B khai\uFEFF\u00AD \u202Eđỏ')).toBe('Tờ khai đỏ');
    expect(recordText('<p>Một</p><ul><li>hai</li></ul> ba &amp; bốn&nbsp;&#39;')).toBe(
      "Một\nhai\nba & bốn '",
    );
    expect(recordText('a\u0000b\tc  d')).toBe('a b c d');
  });

  it('keeps signs that only look like markup', () => {
    expect(recordText('dưới 5 < 7 và > 3')).toBe('dưới 5 < 7 và > 3');
  });

  it('survives entities of characters that do not exist', () => {
    expect(recordText('a&#99999999999;b&#xFFFFFFFF;c')).toBe('a b c');
  });

  it('is cleaned in every field of a record', () => {
    const procedure = accepted(
      sharedRecord({ name: 'Mượn\u200B diều'.normalize('NFD'), agency: '<b>Xã</b>; Phường' }),
    );
    expect(procedure.name).toBe('Mượn diều');
    expect(procedure.executingAgencies).toEqual(['Xã', 'Phường']);
  });

  it('is a list line without bullet and stop', () => {
    expect(listLine(' - Tờ khai; ')).toBe('Tờ khai');
    expect(splitList('Sở A, B; Sở C\nSở D;')).toEqual(['Sở A, B', 'Sở C', 'Sở D']);
  });
});

describe('a date', () => {
  it.each<[unknown, string | undefined]>([
    ['2026-04-18T08:47:42Z', '2026-04-18'],
    ['2026-07', '2026-07'],
    ['8/4/2026', '2026-04-08'],
    [1_780_272_000_000, '2026-06-01'],
    [1e20, undefined],
    [Number.MAX_VALUE, undefined],
    ['hôm qua', undefined],
    [null, undefined],
    [{}, undefined],
  ])('%j is %s', (value, expected) => {
    expect(isoDate(value)).toBe(expected);
  });
});

describe('a limit', () => {
  it.each<[string, object | undefined]>([
    ['3 ngày làm việc', { quantity: 3, unit: 'working-day' }],
    ['Không quá 15 ngày', { quantity: 15, unit: 'day' }],
    ['08 giờ làm việc', { quantity: 8, unit: 'hour' }],
    ['2 Tháng', { quantity: 2, unit: 'month' }],
    ['Ngay khi đủ giấy tờ', { stated: 'Ngay khi đủ giấy tờ' }],
    ['5', undefined],
    ['Không quy định', undefined],
    ['', undefined],
  ])('"%s"', (text, expected) => {
    expect(readLimit(text)).toEqual(expected);
  });

  it('has no unit where the portal left it open', () => {
    expect(readUnit('OTHER')).toBeUndefined();
    expect(readUnit('WORKING_DAY')).toBe('working-day');
  });
});
