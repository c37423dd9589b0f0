import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createEmbeddings } from '../../src/models/embeddings.ts';
import type { Embeddings } from '../../src/models/embeddings.ts';
import { createModelFigures } from '../../src/models/figures.ts';
import { fillOutsideVectors } from '../../src/models/outside-vectors.ts';
import type { OutsideVectors } from '../../src/models/outside-vectors.ts';
import { openVectorCache } from '../../src/models/vector-cache.ts';
import { addedScores } from '../../src/retrieval/outside-nearness.ts';
import { startFakeModel } from '../fakes/fake-model.ts';
import type { FakeModel } from '../fakes/fake-model.ts';

const TEXTS = [
  'khai sinh cho con',
  'đăng ký kết hôn',
  'cấp lại căn cước',
  'tách thửa đất',
  'xin giấy phép xây dựng',
];

describe('vectors of an endpoint', () => {
  let fake: FakeModel;
  let folder: string;
  let opened: OutsideVectors[];
  beforeEach(async () => {
    fake = await startFakeModel();
    folder = mkdtempSync(join(tmpdir(), 'hmc-vectors-'));
    opened = [];
  });
  afterEach(async () => {
    for (const one of opened) one.stop();
    await fake.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const embeddings = (): Embeddings =>
    createEmbeddings({
      config: { baseUrl: fake.url, apiKey: undefined, name: 'fake', timeoutMs: 1000 },
      figures: createModelFigures({ in: 0, out: 0 }),
      mask: (text) => text,
      breaker: { failures: 100 },
    });
  function fill(by = embeddings(), texts: readonly string[] = TEXTS): OutsideVectors {
    const vectors = fillOutsideVectors({
      embeddings: by,
      cache: openVectorCache(join(folder, 'v.jsonl'), 'fake'),
      texts,
      weight: 2,
      log: createLog('silent'),
      batch: 2,
      restMs: 5,
    });
    opened.push(vectors);
    return vectors;
  }
  const near = async (vectors: OutsideVectors, question: string) => {
    const result = await vectors.near(question);
    return result.kind === 'near' ? result.nearness.nearest[0] : result.reason;
  };
  const whole = (vectors: OutsideVectors): Promise<unknown> =>
    vi.waitUntil(async () => (await vectors.near('x')).kind === 'near');
  /** Counts what is asked, and may answer with other vectors. */
  function counted(dimensions?: () => number): Embeddings & { asked: number } {
    const by = embeddings();
    const spy = {
      name: 'fake',
      asked: 0,
      embed: async (texts: readonly string[]) => {
        spy.asked += texts.length;
        const vectors = await by.embed(texts);
        return dimensions === undefined
          ? vectors
          : vectors?.map((vector) =>
              Float32Array.from({ length: dimensions() }, (_, at) => vector[at] ?? 0),
            );
      },
    };
    return spy;
  }

  it('finds the nearest procedure once the index is whole, and says so until then', async () => {
    const vectors = fill();
    expect(await near(vectors, 'kết hôn')).toBe('filling');
    await whole(vectors);
    expect(await near(vectors, 'muốn đăng ký kết hôn')).toBe(1);
    expect(vectors.filled).toBe(1);
  });

  it('goes on where it stopped, also after half a line', async () => {
    await whole(fill());
    appendFileSync(join(folder, 'v.jsonl'), '["half');
    const by = counted();
    await whole(fill(by, [...TEXTS, 'đăng ký khai tử']));
    // One new procedure and the questions that asked whether it is whole.
    expect(by.asked).toBeLessThan(TEXTS.length + 1);
    const again = counted();
    await whole(fill(again, [...TEXTS, 'đăng ký khai tử']));
    expect(again.asked).toBeLessThanOrEqual(by.asked);
    expect(readFileSync(join(folder, 'v.jsonl'), 'utf8')).toContain('["half\n');
  });

  it('begins anew when the endpoint has other dimensions', async () => {
    await whole(fill());
    const by = counted(() => 80);
    const vectors = fill(by, [...TEXTS, 'đăng ký khai tử']);
    await whole(vectors);
    expect(await near(vectors, 'tách thửa đất')).toBe(3);
  });

  it('gives no nearness while the endpoint is down, and later again', async () => {
    const vectors = fill();
    await whole(vectors);
    fake.behave({ kind: 'status', status: 500 });
    expect(await near(vectors, 'kết hôn')).toBe('no-vector');
    fake.behave({ kind: 'reply' });
    expect(await near(vectors, 'đăng ký kết hôn')).toBe(1);
  });

  it('fills the index when the endpoint comes back', async () => {
    fake.behave({ kind: 'status', status: 503 });
    const vectors = fill();
    expect(await near(vectors, 'kết hôn')).toBe('filling');
    fake.behave({ kind: 'reply' });
    await whole(vectors);
  });

  it('adds to scores by how much a candidate stands out, and nothing where none does', () => {
    const outside = { nearest: [], weight: 2, cosine: (at: number) => (at === 1 ? 0.9 : 0.1) };
    const added = addedScores([0, 1, 2], outside);
    expect(added.get(1)).toBeGreaterThan(2);
    expect(added.get(0)).toBeCloseTo(added.get(2) ?? Number.NaN);
    expect([...addedScores([0, 1], { ...outside, cosine: () => 0.5 }).values()]).toEqual([0, 0]);
  });
});
