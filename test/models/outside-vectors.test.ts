import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openBudget } from '../../src/models/budget.ts';
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

const FREE = { in: 0, out: 0 };

describe('vectors of an endpoint', () => {
  let fake: FakeModel;
  let folder: string;
  let opened: OutsideVectors[];
  let now: Date;
  let off: string | undefined;
  beforeEach(async () => {
    fake = await startFakeModel();
    folder = mkdtempSync(join(tmpdir(), 'hmc-vectors-'));
    opened = [];
    now = new Date('2026-11-23T02:00:00Z');
    off = undefined;
  });
  afterEach(async () => {
    for (const one of opened) one.stop();
    await fake.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const embeddings = ({ mostTokens = 0 } = {}, figures = createModelFigures(FREE)): Embeddings =>
    createEmbeddings({
      config: { baseUrl: fake.url, apiKey: undefined, name: 'fake', timeoutMs: 1000 },
      budget: openBudget(join(folder, 'budget.json'), mostTokens),
      figures,
      killSwitch: { reason: () => off },
      now: () => now,
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
      embed: async (texts: readonly string[], stage: 'embed' | 'embed-fill') => {
        spy.asked += texts.length;
        const made = await by.embed(texts, stage);
        if (dimensions === undefined || made.kind === 'none') return made;
        const vectors = made.vectors.map((vector) =>
          Float32Array.from({ length: dimensions() }, (_, at) => vector[at] ?? 0),
        );
        return { kind: 'made', vectors } as const;
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

  it('takes from the day’s tokens and stops with them, also after a restart', async () => {
    await whole(fill());
    const figures = createModelFigures({ in: 0, out: 0, embedding: 100 });
    const used = openBudget(join(folder, 'budget.json'), 0).used(now);
    expect(used).toBeGreaterThan(0);
    const few = { mostTokens: used + 12 };
    const vectors = fill(embeddings(few, figures));
    await vi.waitUntil(() => vectors.filled === 1);
    // Eight tokens, then more than are left.
    expect(await near(vectors, 'muốn đăng ký kết hôn')).toBe(1);
    const asked = fake.keys.length;
    expect(await near(vectors, 'muốn đăng ký kết hôn')).toBe('budget');
    expect(fake.keys).toHaveLength(asked);
    const again = fill(embeddings(few));
    await vi.waitUntil(() => again.filled === 1);
    expect(await near(again, 'muốn đăng ký kết hôn')).toBe('budget');
    const text = figures.render();
    expect(text).toContain('hmc_model_calls_total{stage="embed",outcome="ok"} 1');
    expect(text).toContain('hmc_model_calls_total{stage="embed",outcome="budget"} 1');
    expect(text).toContain('hmc_model_cost_total{stage="embed"} 0.000800');
    now = new Date('2026-11-24T02:00:00Z');
    expect(await near(vectors, 'muốn đăng ký kết hôn')).toBe(1);
  });

  it('fills with half of the day’s tokens at most, and goes on the next day', async () => {
    const figures = createModelFigures(FREE);
    const vectors = fill(embeddings({ mostTokens: 50 }, figures));
    const budget = () => openBudget(join(folder, 'budget.json'), 0).used(now);
    await vi.waitUntil(async () => (await near(vectors, 'x')) === 'budget');
    expect(vectors.filled).toBeGreaterThan(0);
    expect(vectors.filled).toBeLessThan(1);
    expect(budget()).toBeLessThanOrEqual(25);
    expect(figures.render()).toMatch(/stage="embed-fill",outcome="budget"\} [1-9]/u);
    for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
      now = new Date(`${day}T02:00:00Z`);
      await vi.waitUntil(async () => (await near(vectors, 'x')) !== 'filling');
    }
    await whole(vectors);
  });

  it('gives back what an endpoint that is down did not take', async () => {
    fake.behave({ kind: 'status', status: 500 });
    expect(await embeddings().embed(['kết hôn'], 'embed')).toEqual({
      kind: 'none',
      reason: 'failed',
    });
    expect(openBudget(join(folder, 'budget.json'), 0).used(now)).toBe(0);
  });

  it('asks nothing while the model is switched off', async () => {
    const vectors = fill();
    await whole(vectors);
    off = 'incident';
    const asked = fake.keys.length;
    expect(await near(vectors, 'kết hôn')).toBe('off');
    expect(fake.keys).toHaveLength(asked);
  });

  it('sends nothing nobody sees', async () => {
    const bodies: unknown[] = [];
    const by = createEmbeddings({
      config: { baseUrl: fake.url, apiKey: undefined, name: 'fake', timeoutMs: 1000 },
      budget: openBudget(join(folder, 'budget.json'), 0),
      figures: createModelFigures(FREE),
      killSwitch: { reason: () => undefined },
      mask: (text) => text,
      fetch: (url, init) => {
        bodies.push(init?.body);
        return fetch(url, init);
      },
    });
    await by.embed(['kết\u202e hôn\u{e0041}'], 'embed');
    expect(bodies.map((body) => JSON.parse(String(body)) as unknown)).toMatchObject([
      { input: ['kết  hôn '] },
    ]);
  });

  it('adds to scores by how much a candidate stands out, and nothing where none does', () => {
    const outside = { nearest: [], weight: 2, cosine: (at: number) => (at === 1 ? 0.9 : 0.1) };
    const added = addedScores([0, 1, 2], outside);
    expect(added.get(1)).toBeGreaterThan(2);
    expect(added.get(0)).toBeCloseTo(added.get(2) ?? Number.NaN);
    expect([...addedScores([0, 1], { ...outside, cosine: () => 0.5 }).values()]).toEqual([0, 0]);
  });
});
