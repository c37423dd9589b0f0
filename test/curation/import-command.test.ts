import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openRecords } from '../../src/curation/load-records.ts';
import { manyRecords, sharedRecord } from './records.ts';
import { useTemporaryFolder } from './temporary.ts';

const COMMAND = fileURLToPath(new URL('../../src/curation/import.ts', import.meta.url));
const LARGE = 4_000;
const folder = useTemporaryFolder();
const isRoot = process.getuid?.() === 0;

function run(...options: readonly string[]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  return spawnSync(process.execPath, [COMMAND, ...options], { encoding: 'utf8' });
}

/** Imports two records, which have to be there, whole, whatever happens afterwards. */
function importTwo(): string {
  const into = folder.inside('into');
  const file = folder.write('two.jsonl', manyRecords(2));
  expect(run(file, '--into', into).status).toBe(0);
  return into;
}

function count(into: string): number {
  const records = openRecords(into);
  const { length } = [...records.all()];
  records.close();
  return length;
}

function large(): string {
  return folder.write('large.jsonl', manyRecords(LARGE, 'Chờ gió rồi thả. '.repeat(30)));
}

function expectWholeAndFree(into: string): void {
  expect(existsSync(`${into}/import.lock`)).toBe(true);
  expect(count(into)).toBe(2);
  expect(run(folder.write('more.jsonl', manyRecords(5)), '--into', into).status).toBe(0);
  expect(count(into)).toBe(5);
  expect(readdirSync(into).filter((name) => /tmp$|lock$/u.test(name))).toEqual([]);
  expect(readdirSync(into).filter((name) => name.startsWith('records-'))).toHaveLength(1);
}

/** A module that kills its process at the n-th sync or rename: moments no timer can hit surely. */
function killAtStep(step: number): string {
  const code = `import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let step = 0;
    for (const name of ['fsyncSync', 'renameSync']) {
      const original = fs[name];
      fs[name] = (...given) => {
        step += 1;
        if (step === ${step}) process.kill(process.pid, 'SIGKILL');
        return original(...given);
      };
    }
    syncBuiltinESMExports();`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000 && !condition(); waited += 2) await wait(2);
  expect(condition()).toBe(true);
}

describe('the import command', () => {
  it('ends with 0, 2 or 1: everything, something, nothing taken', () => {
    const into = folder.inside('into');
    const good = folder.write('good.jsonl', manyRecords(3));
    const mixed = folder.write(
      'mixed.jsonl',
      `${manyRecords(1)}\n${JSON.stringify(sharedRecord({ name: 1 }))}`,
    );
    const bad = folder.write('bad.jsonl', 'xin chào');
    expect(run(good, '--into', into)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/added {6}3/u) as string,
    });
    const partly = run(mixed, '--into', into);
    expect(partly).toMatchObject({
      status: 2,
      stdout: expect.stringContaining(`${mixed}:2 9.000100 name: `) as string,
    });
    expect(run(bad, '--into', into).status).toBe(1);
    expect(count(into)).toBe(3);
  });

  it('says why it removed nothing', () => {
    const into = importTwo();
    const file = folder.write('half.jsonl', `${manyRecords(1)}\n{"code":"9.0`);
    const { status, stdout } = run(file, '--into', into, '--replace');
    expect(status).toBe(2);
    expect(stdout).toContain('removed    0 (nothing is removed while a line cannot be read)');
    expect(count(into)).toBe(2);
  });

  it('says what is wrong with its arguments', () => {
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('Usage:') as string });
    expect(run(folder.inside('none'))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/No such file: .*none/u) as string,
    });
    expect(run('--wrong')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--wrong') as string,
    });
  });

  it('prints its report as one JSON value', () => {
    const { stdout } = run(
      folder.write('two.jsonl', manyRecords(2)),
      '--into',
      folder.inside('into'),
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ added: ['9.000000', '9.000001'], rejected: [] });
  });

  it('killed while it reads leaves the knowledge before it whole, and the next import works', async () => {
    const into = importTwo();
    const child = spawn(process.execPath, [COMMAND, large(), '--into', into], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await until(() => readdirSync(into).some((name) => name.startsWith('spool-')));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expectWholeAndFree(into);
  });

  it.each([
    [1, 'before the new records are synced'],
    [2, 'before the new records get their name'],
    [3, 'before the manifest is synced'],
    [4, 'before the manifest comes into force'],
  ])('killed at its %d. step to disk, %s, leaves the knowledge before it whole', (step) => {
    const into = importTwo();
    const file = folder.write('more.jsonl', manyRecords(50));
    const { signal } = spawnSync(process.execPath, [
      '--import',
      killAtStep(step),
      COMMAND,
      file,
      '--into',
      into,
    ]);
    expect(signal).toBe('SIGKILL');
    expectWholeAndFree(into);
  });

  it('refuses to run beside another one', async () => {
    const into = importTwo();
    const child = spawn(process.execPath, [COMMAND, large(), '--into', into], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until(() => readdirSync(into).some((name) => name.startsWith('spool-')));
    const second = run(folder.inside('two.jsonl'), '--into', into);
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(
      /Another import \(process \d+\) is writing to .*wait until it is done/u,
    );
    expect(await ended).toBe(0);
    expect(count(into)).toBe(LARGE);
  });

  it('on a full disk leaves the knowledge before it whole', () => {
    const into = importTwo();
    // A limit on the size of a file fails a write as a full disk does, for root too.
    const { status, stderr } = spawnSync(
      'bash',
      [
        '-c',
        'ulimit -f 2048; exec "$@"',
        'bash',
        process.execPath,
        COMMAND,
        large(),
        '--into',
        into,
      ],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/The import failed and nothing was changed: .*(?:EFBIG|ENOSPC)/u);
    expect(count(into)).toBe(2);
    expect(run(folder.inside('two.jsonl'), '--into', into).status).toBe(0);
    expect(readdirSync(into).filter((name) => /tmp$|lock$/u.test(name))).toEqual([]);
  });

  it.skipIf(isRoot)(
    'into a folder it may not write to changes nothing (root may write everywhere)',
    () => {
      const into = importTwo();
      chmodSync(into, 0o555);
      expect(run(folder.inside('two.jsonl'), '--into', into)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('EACCES') as string,
      });
      chmodSync(into, 0o755);
      expect(count(into)).toBe(2);
    },
  );

  it('into something that is no folder says so', () => {
    writeFileSync(folder.inside('file'), 'x');
    const source = folder.write('two.jsonl', manyRecords(2));
    expect(run(source, '--into', folder.inside('file'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('nothing was changed') as string,
    });
    mkdirSync(folder.inside('folder'));
    expect(run(folder.inside('folder'), '--into', folder.inside('into')).status).toBe(1);
  });
});
