import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ImportBusy, importRecords } from '../../src/curation/import-records.ts';
import type { ImportReport } from '../../src/curation/import-records.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import { manyRecords, recordFile, sharedRecord } from './records.ts';
import { useTemporaryFolder } from './temporary.ts';

const folder = useTemporaryFolder();
const lines = (...records: readonly Record<string, unknown>[]): string =>
  records.map((one) => JSON.stringify(one)).join('\n');
const one = (code: string, keys: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
  sharedRecord({ code, ...keys });

async function importText(
  content: string | Buffer,
  options: { replace?: boolean } = {},
): Promise<ImportReport> {
  const file = folder.write('source', content);
  return importRecords({
    files: [file],
    into: folder.inside('into'),
    now: new Date('2026-11-23T00:00:00Z'),
    ...options,
  });
}

function codes(): readonly string[] {
  const records = openRecords(folder.inside('into'));
  records.close();
  return records.codes;
}

describe('an import', () => {
  it('takes all three formats at once', async () => {
    const files = [
      'portal-wrapped.json',
      'portal-bare.json',
      'normalised.jsonl',
      'exchange.json',
    ].map(recordFile);
    const report = await importRecords({ files, into: folder.inside('into'), now: new Date() });
    expect(report).toMatchObject({ rejected: [], removed: [], unchanged: 0, total: 6 });
    expect(codes()).toEqual([
      '9.000001',
      '9.000002',
      '9.000011',
      '9.000012',
      '9.000013',
      '9.000021',
    ]);
  });

  it('tells what is new, changed, unchanged and missing', async () => {
    expect(
      await importText(lines(one('9.000001'), one('9.000002'), one('9.000003'))),
    ).toMatchObject({
      added: ['9.000001', '9.000002', '9.000003'],
      total: 3,
    });
    const report = await importText(
      lines(one('9.000002'), one('9.000001', { name: 'Khác', steps: 'Mới.' }), one('9.000004')),
    );
    expect(report).toMatchObject({
      added: ['9.000004'],
      changed: [{ code: '9.000001', fields: ['name', 'steps'] }],
      unchanged: 1,
      removed: [],
      total: 4,
    });
    expect(codes()).toHaveLength(4);
  });

  it('removes only when asked to', async () => {
    await importText(lines(one('9.000001'), one('9.000002')));
    expect(await importText(lines(one('9.000001')), { replace: true })).toMatchObject({
      removed: ['9.000002'],
      total: 1,
    });
    expect(codes()).toEqual(['9.000001']);
  });

  it('is idempotent', async () => {
    await importText(manyRecords(20));
    const [before, hash] = [readdirSync(folder.inside('into')).sort(), dataOf()];
    expect(await importText(manyRecords(20))).toMatchObject({
      added: [],
      changed: [],
      unchanged: 20,
      total: 20,
    });
    expect([readdirSync(folder.inside('into')).sort(), dataOf()]).toEqual([before, hash]);
  });

  it('lets the last of repeated records count and says so', async () => {
    const report = await importText(
      lines(one('9.000001', { name: 'Trước' }), one('9.000001', { name: 'Sau' })),
    );
    expect(report).toMatchObject({ added: ['9.000001'], repeated: ['9.000001'], total: 1 });
    expect(nameOf('9.000001')).toBe('Sau');
  });

  it('names file, line, field and reason of each bad record and takes the rest', async () => {
    const report = await importText(
      `${lines(one('9.000001'), one('9.000002', { name: 5 }))}\n{"code":"9.0000\n${lines(one('9.000004'))}`,
    );
    expect(report.added).toEqual(['9.000001', '9.000004']);
    expect(report.rejected).toMatchObject([
      { file: folder.inside('source'), line: 2, code: '9.000002', field: 'name' },
      {
        file: folder.inside('source'),
        line: 3,
        field: '(line)',
        reason: expect.stringMatching(/^not JSON/u) as string,
      },
    ]);
    expect(JSON.parse(readFileSync(folder.inside('into/report.json'), 'utf8'))).toMatchObject({
      added: report.added,
      rejected: report.rejected,
    });
  });

  it('keeps records that share a name apart', async () => {
    await importText(lines(one('9.000001'), one('9.000002')));
    expect(codes()).toEqual(['9.000001', '9.000002']);
  });
});

describe('an import that replaces', () => {
  it('removes nothing when the gzip file was cut', async () => {
    await importText(`${lines(one('1.000001'))}\n${manyRecords(2_000)}`);
    const whole = gzipSync(manyRecords(2_000, 'Đã đổi.'));
    const report = await importText(whole.subarray(0, Math.floor(whole.length * 0.6)), {
      replace: true,
    });
    expect(report.changed.length).toBeGreaterThan(100);
    expect(report.rejected.at(-1)?.reason).toMatch(/cut short/u);
    expect(report).toMatchObject({ removed: [], total: 2_001 });
    expect(codes()).toHaveLength(2_001);
  });

  it.each([
    ['is empty', ''],
    ['is no record at all', 'xin chào'],
    [
      'has a line nobody can read',
      `${JSON.stringify(sharedRecord({ code: '9.000001' }))}\n{"code":"9.0000`,
    ],
  ])('removes nothing when the file %s', async (_, content) => {
    await importText(lines(one('9.000001'), one('9.000002')));
    expect(await importText(content, { replace: true })).toMatchObject({ removed: [], total: 2 });
    expect(codes()).toEqual(['9.000001', '9.000002']);
  });

  it('keeps the earlier record of one that was rejected', async () => {
    await importText(lines(one('9.000001'), one('9.000002'), one('9.000003')));
    const report = await importText(lines(one('9.000001'), one('9.000002', { field: 3 })), {
      replace: true,
    });
    expect(report).toMatchObject({ removed: ['9.000003'], total: 2 });
    expect(codes()).toEqual(['9.000001', '9.000002']);
  });
});

describe('a lock', () => {
  it('of a living process refuses a second import', async () => {
    await importText(lines(one('9.000001')));
    writeFileSync(folder.inside('into/import.lock'), String(process.ppid));
    await expect(importText(lines(one('9.000002')))).rejects.toThrow(ImportBusy);
    await expect(importText(lines(one('9.000002')))).rejects.toThrow(/wait until it is done/u);
    expect(codes()).toEqual(['9.000001']);
  });

  it.each(['', 'x', '2147483646'])('left behind (%j) is taken over', async (owner) => {
    await importText(lines(one('9.000001')));
    writeFileSync(folder.inside('into/import.lock'), owner);
    writeFileSync(folder.inside('into/records-1.tmp'), 'half');
    expect(await importText(lines(one('9.000002')))).toMatchObject({ total: 2 });
    expect(existsSync(folder.inside('into/import.lock'))).toBe(false);
    expect(readdirSync(folder.inside('into')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is given back when the import fails', async () => {
    await expect(
      importRecords({
        files: [folder.inside('none')],
        into: folder.inside('into'),
        now: new Date(),
      }),
    ).rejects.toThrow();
    expect(existsSync(folder.inside('into/import.lock'))).toBe(false);
  });
});

function dataOf(): string {
  return (JSON.parse(readFileSync(folder.inside('into/manifest.json'), 'utf8')) as { hash: string })
    .hash;
}

function nameOf(code: string): string | undefined {
  const records = openRecords(folder.inside('into'));
  const name = records.get(code)?.name;
  records.close();
  return name;
}
