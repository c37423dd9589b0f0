import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ImportReport } from './import-records.ts';
import { importRecords } from './import-records.ts';

const USAGE = `Usage: npm run import -- FILE… [--into DIR] [--replace] [--json]
  FILE       portal detail responses (JSON), normalised JSON lines, or national exchange records; .gz too
  --into     target folder (default var/knowledge)
  --replace  records that the files do not contain are removed, unless a line could not be read
  --json     print the report as JSON
Exit code: 0 everything taken, 2 something was rejected (the rest is imported), 1 nothing was imported.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      into: { type: 'string', default: 'var/knowledge' },
      replace: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || positionals.length === 0) {
    process.stderr.write(`${USAGE}\n`);
    return values.help ? 0 : 1;
  }
  const missing = positionals.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    process.stderr.write(`No such file: ${missing.join(', ')}\n`);
    return 1;
  }
  const progress = createProgress(positionals);
  const report = await importRecords({
    files: positionals,
    into: values.into,
    replace: values.replace ?? false,
    now: new Date(),
    onProgress: progress.update,
  });
  progress.finish();
  process.stdout.write(
    values.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : readable(report, values.into, values.replace ?? false),
  );
  const taken = report.added.length + report.changed.length + report.unchanged;
  if (taken === 0) return 1;
  return report.rejected.length > 0 ? 2 : 0;
}

const SHOWN = 20;

function readable(report: ImportReport, into: string, replace: boolean): string {
  const held = replace && report.rejected.some(({ code }) => code === undefined);
  const lines = [
    `Records in ${into}: ${report.total}`,
    `  added      ${report.added.length}`,
    `  changed    ${report.changed.length}`,
    ...report.changed
      .slice(0, SHOWN)
      .map(({ code, fields }) => `    ${code}: ${fields.join(', ')}`),
    ...(report.changed.length > SHOWN
      ? [`    … ${report.changed.length - SHOWN} more in report.json`]
      : []),
    `  unchanged  ${report.unchanged}`,
    `  removed    ${report.removed.length}${report.removed.length > 0 ? `: ${report.removed.slice(0, SHOWN).join(', ')}` : ''}${held ? ' (nothing is removed while a line cannot be read)' : ''}`,
    `  repeated   ${report.repeated.length}${report.repeated.length > 0 ? ` (the last one counts): ${report.repeated.slice(0, SHOWN).join(', ')}` : ''}`,
    `  rejected   ${report.rejected.length}`,
    ...report.rejected
      .slice(0, SHOWN)
      .map(
        ({ file, line, code, field, reason }) =>
          `    ${file}:${line}${code === undefined ? '' : ` ${code}`} ${field}: ${reason}`,
      ),
    ...(report.rejected.length > SHOWN
      ? [`    … ${report.rejected.length - SHOWN} more in report.json`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A bar on a terminal; a line every few seconds elsewhere. */
function createProgress(files: readonly string[]): {
  update: (progress: { file: string; bytesRead: number; records: number }) => void;
  finish: () => void;
} {
  const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const interactive = process.stderr.isTTY;
  let last = 0;
  let shown = false;
  return {
    update({ file, bytesRead, records }) {
      const now = performance.now();
      if (now - last < (interactive ? 100 : 3_000)) return;
      last = now;
      shown = true;
      const before = files
        .slice(0, files.indexOf(file))
        .reduce((sum, name) => sum + statSync(name).size, 0);
      const share = Math.min(1, (before + bytesRead) / Math.max(1, total));
      const bar = `${'█'.repeat(Math.round(share * 30)).padEnd(30, '░')} ${String(Math.round(share * 100)).padStart(3)} %  ${records} records`;
      process.stderr.write(interactive ? `\r${bar}` : `${bar}\n`);
    },
    finish() {
      if (shown && interactive) process.stderr.write('\n');
    },
  };
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(
    `The import failed and nothing was changed: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  return 1;
});
