import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readEntries } from '../../src/curation/read-file.ts';
import { useTemporaryFolder } from './temporary.ts';

const folder = useTemporaryFolder();

async function entries(
  content: string | Buffer,
): Promise<{ line: number; value?: unknown; problem?: string }[]> {
  const found = [];
  for await (const entry of readEntries(folder.write('file', content))) {
    const { bytesRead: _bytesRead, ...rest } = entry;
    found.push(rest);
  }
  return found;
}

describe('records of a file', () => {
  it('are read a line each, blank lines left out, with their line number', async () => {
    expect(await entries('{"a":1}\r\n\n  {"a":2}  \n')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, value: { a: 2 } },
    ]);
  });

  it('are read behind a byte-order mark', async () => {
    expect(await entries('\uFEFF{"a":1}\n{"a":2}')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, value: { a: 2 } },
    ]);
    expect(await entries('\uFEFF{\n"a":1\n}')).toEqual([{ line: 1, value: { a: 1 } }]);
  });

  it('are read from a pretty-printed document, a list and a list inside an object', async () => {
    expect(await entries(JSON.stringify({ a: { b: 1 } }, null, 2))).toEqual([
      { line: 1, value: { a: { b: 1 } } },
    ]);
    expect(await entries('[{"a":1},\n{"a":2}]')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 1, value: { a: 2 } },
    ]);
    expect(await entries('{"items":[{"a":1},{"a":2}]}')).toHaveLength(2);
  });

  it('are read from gzip whatever the name', async () => {
    expect(await entries(gzipSync('{"a":1}\n{"a":2}'))).toHaveLength(2);
  });

  it('go on after a broken line', async () => {
    const found = await entries('{"a":1}\n{"a":\n{"a":3}\nxyz\n');
    expect(found.map(({ line, value }) => [line, value])).toEqual([
      [1, { a: 1 }],
      [2, undefined],
      [3, { a: 3 }],
      [4, undefined],
    ]);
    expect(found[1]?.problem).toMatch(/^not JSON: /u);
  });

  it('go on after a broken first line', async () => {
    const found = await entries('{"a":\n{"a":2}\n{"a":3}\n');
    expect(found.map(({ line, value }) => [line, value])).toEqual([
      [1, undefined],
      [2, { a: 2 }],
      [3, { a: 3 }],
    ]);
  });

  it('are one problem when a document is broken', async () => {
    expect(await entries('{\n  "a": 1,\n  "b": [\n    2\n')).toEqual([
      { line: 1, problem: expect.stringMatching(/^not JSON/u) as string },
    ]);
    expect(await entries('xin chào')).toEqual([
      { line: 1, problem: expect.stringMatching(/^not JSON/u) as string },
    ]);
  });

  it('are none in an empty file', async () => {
    expect(await entries('')).toEqual([]);
    expect(await entries('\uFEFF\n')).toEqual([]);
  });

  it('that were read before a gzip file was cut are kept, and the cut is told', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) =>
      JSON.stringify({ at, noise: Math.sin(at) }),
    );
    const whole = gzipSync(lines.join('\n'));
    const found = await entries(whole.subarray(0, Math.floor(whole.length / 2)));
    const values = found.filter(({ value }) => value !== undefined);
    expect(values.length).toBeGreaterThan(1_000);
    expect(values[0]?.value).toEqual({ at: 0, noise: 0 });
    expect(found.at(-1)?.problem).toMatch(/^the file is cut short or damaged here/u);
  });

  it('that stand before damaged bytes of a gzip file are kept', async () => {
    const whole = gzipSync(
      Array.from({ length: 5_000 }, (_, at) => JSON.stringify({ at, noise: Math.sin(at) })).join(
        '\n',
      ),
    );
    whole.fill(0xff, whole.length - 2_000, whole.length - 1_000);
    const found = await entries(whole);
    expect(found.filter(({ value }) => value !== undefined).length).toBeGreaterThan(1_000);
    expect(found.at(-1)?.problem).toMatch(/cut short or damaged/u);
  });

  it('that a missing file would hold are an error', async () => {
    await expect(readEntries(folder.inside('nothing')).next()).rejects.toThrow(/nothing/u);
  });
});
