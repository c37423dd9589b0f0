import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/curation/import-records.ts';
import { importRecords } from '../../src/curation/import-records.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import type { Records } from '../../src/curation/load-records.ts';
import type { Procedure } from '../../src/procedure/procedure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const data = join(root, '../shared/data');
const source = join(data, 'procedures.jsonl.gz');
const samples = join(data, 'portal-samples');
const committed = join(root, 'knowledge/procedures');

describe.skipIf(!existsSync(source))('the shared data (skipped where it is absent)', () => {
  let folder = '';
  let report: ImportReport;
  let full: Records;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shared-data-'));
    report = await importRecords({ files: [source], into: join(folder, 'full'), now: new Date() });
    full = openRecords(join(folder, 'full'));
  });
  afterAll(() => {
    full.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is imported whole', () => {
    expect(report).toMatchObject({ rejected: [], repeated: [], total: 3_339 });
    expect([...full.all()]).toHaveLength(3_339);
  });

  it('keeps the meaning of the odd fees', () => {
    const fees = (code: string) => full.get(code)?.submissions.flatMap((one) => one.fees) ?? [];
    expect(fees('2.001610').length).toBeGreaterThan(0);
    for (const fee of fees('2.001610')) expect(fee.amount).not.toBe(100);
    for (const fee of fees('1.012680'))
      expect(fee.amount === 25 && fee.currency === 'VND').toBe(false);
    for (const code of ['3.000347', '3.000348']) {
      expect(fees(code).map(({ meaning }) => meaning)).not.toContain('free');
      expect(
        fees(code)
          .map(({ stated }) => stated)
          .join(' '),
      ).toContain('135.000');
    }
  });

  it('has samples of the portal that are all taken and agree with it in code and name', async () => {
    const files = readdirSync(samples)
      .filter((name) => name.startsWith('get-formality'))
      .map((name) => join(samples, name));
    const taken = await importRecords({ files, into: join(folder, 'samples'), now: new Date() });
    expect(taken).toMatchObject({ rejected: [], total: files.length });
    const records = openRecords(join(folder, 'samples'));
    expect(records.codes).toEqual(files.map((file) => /\d\.\d{6}/u.exec(file)?.[0] ?? '').sort());
    for (const { code, name, submissions } of records.all()) {
      expect(submissions.length, code).toBeGreaterThan(0);
      expect(name.length, code).toBeGreaterThan(5);
    }
    records.close();
  });

  it('gives the committed facts byte by byte', () => {
    const into = join(folder, 'facts');
    const command = join(root, 'src/curation/extract-facts.ts');
    const { stdout } = spawnSync(process.execPath, [command, source, '--into', into], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^3339 procedures in \d+ files; 0 rejected/u);
    expect(readdirSync(into).sort()).toEqual(
      readdirSync(committed)
        .filter((name) => name.endsWith('.jsonl'))
        .sort(),
    );
    const different = readdirSync(into).filter(
      (name) => !readFileSync(join(into, name)).equals(readFileSync(join(committed, name))),
    );
    expect(different).toEqual([]);
  });

  it('has none of its sentences in the committed facts', () => {
    const facts = openRecords(committed);
    const copied: string[] = [];
    for (const fact of facts.all()) {
      const record = full.get(fact.code);
      if (!record) continue;
      const sentences = plain(sentencesOf(record).join('\n'));
      const names = namesOf(record).map(plain);
      for (const text of stringsOf(fact)) {
        const wanted = plain(text);
        if (
          text.length > 60 &&
          sentences.includes(wanted) &&
          !names.some((name) => name.includes(wanted))
        )
          copied.push(`${fact.code}: ${text}`);
      }
    }
    facts.close();
    expect(copied).toEqual([]);
  });
});

/** What explains: steps, requirements, notes. None of it may be committed. */
function sentencesOf(record: Procedure): string[] {
  const notes = record.cases.flatMap(({ items }) =>
    items.filter(({ kind }) => kind === 'note').map(({ name }) => name),
  );
  return [
    ...record.steps,
    record.requirements ?? '',
    ...record.submissions.map(({ note }) => note ?? ''),
    ...notes,
  ];
}

/** What names: papers, agencies, results, legal instruments, cases, the procedure itself. */
function namesOf(record: Procedure): string[] {
  return [
    record.name,
    record.field,
    ...record.executingAgencies,
    ...record.authorisedAgencies,
    ...record.coordinatingAgencies,
    record.receivingAddress ?? '',
    ...record.subjects,
    ...record.results,
    ...record.legalBasis.map(({ name }) => name),
    ...record.cases.flatMap(({ name, items }) => [
      name,
      ...items
        .filter(({ kind }) => kind === 'paper')
        .flatMap((item) => [item.name, ...item.forms.map((form) => form.name)]),
    ]),
  ];
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
