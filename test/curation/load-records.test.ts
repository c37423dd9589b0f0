import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRecords } from '../../src/curation/load-records.ts';
import { recordLine } from '../../src/curation/record-line.ts';
import { accepted, sharedRecord } from './records.ts';
import { useTemporaryFolder } from './temporary.ts';

const folder = useTemporaryFolder();
const line = (code: string): string => recordLine(accepted(sharedRecord({ code })));

describe('a folder of records', () => {
  it('gives every record by its code, sorted', () => {
    folder.write('b.jsonl', `${line('9.000002')}\n`);
    folder.write('a.jsonl', `${line('9.000003')}\n\n${line('9.000001')}`);
    const records = openRecords(folder.path);
    expect(records.codes).toEqual(['9.000001', '9.000002', '9.000003']);
    expect(records.get('9.000001')).toEqual(accepted(sharedRecord({ code: '9.000001' })));
    expect(records.get('9.999999')).toBeUndefined();
    expect([...records.all()].map(({ code }) => code)).toEqual(records.codes);
    records.close();
  });

  it('that is missing or empty says what to do', () => {
    expect(() => openRecords(folder.inside('none'))).toThrow(
      /none is not a folder of records; run `npm run import/u,
    );
    mkdirSync(folder.inside('empty'));
    expect(() => openRecords(folder.inside('empty'))).toThrow(
      /empty holds no records; run `npm run import/u,
    );
  });

  it('names file and line of what is no record', () => {
    folder.write('a.jsonl', `${line('9.000001')}\n{"name":"x"}\n`);
    expect(() => openRecords(folder.path)).toThrow(
      /a\.jsonl, line 2: this is not a stored record/u,
    );
  });

  it('names file and line of a damaged record and still gives the others', () => {
    folder.write(
      'a.jsonl',
      `${line('9.000001')}\n{"code":"9.000002","name":\n${line('9.000003')}\n`,
    );
    const records = openRecords(folder.path);
    expect(() => records.get('9.000002')).toThrow(
      /a\.jsonl, line 2: the record of 9\.000002 is damaged/u,
    );
    expect(records.get('9.000003')?.code).toBe('9.000003');
    records.close();
  });

  it('names the field that is wrong', () => {
    folder.write('a.jsonl', '{"code":"9.000001","name":"x","levels":["district"]}\n');
    const records = openRecords(folder.path);
    expect(() => records.get('9.000001')).toThrow(/line 1: .*levels\[0\]/su);
    records.close();
  });

  it.each(['', 'xyz', '{"version":2}'])('names a manifest that is damaged: %j', (content) => {
    folder.write('manifest.json', content);
    expect(() => openRecords(folder.path)).toThrow(
      /manifest\.json is damaged: .*Remove the folder and import/su,
    );
  });

  it('reads lines longer than its buffer', () => {
    const long = recordLine(
      accepted(sharedRecord({ code: '9.000001', requirements: 'ơ'.repeat(700_000) })),
    );
    folder.write('a.jsonl', `${long}\n${line('9.000002')}\n`);
    const records = openRecords(folder.path);
    expect(records.get('9.000001')?.requirements).toHaveLength(700_000);
    expect(records.get('9.000002')?.code).toBe('9.000002');
    records.close();
  });
});
