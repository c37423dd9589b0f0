import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerWithModel } from '../../src/answering/answer-with-model.ts';
import { createLog } from '../../src/log.ts';
import { openBudget } from '../../src/models/budget.ts';
import { createEmbeddings } from '../../src/models/embeddings.ts';
import { createModelFigures } from '../../src/models/figures.ts';
import { repeatsPrompt } from '../../src/models/echo.ts';
import { fillOutsideVectors } from '../../src/models/outside-vectors.ts';
import { openVectorCache } from '../../src/models/vector-cache.ts';
import { openResources } from '../../src/open-means.ts';
import { startFakeModel } from '../fakes/fake-model.ts';

const EVENING = new Date('2026-11-23T16:59:00Z');
const NEXT_DAY = new Date('2026-11-23T17:01:00Z');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hmc-budget-'));
  file = join(folder, 'budget.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the day’s tokens', () => {
  it('leave a share to others', () => {
    const budget = openBudget(file, 100);
    expect(budget.reserve(51, EVENING, 0.5)).toBeUndefined();
    expect(budget.reserve(50, EVENING, 0.5)).toBeDefined();
    expect(budget.reserve(1, EVENING, 0.5)).toBeUndefined();
    expect(budget.reserve(50, EVENING)).toBeDefined();
    expect(budget.reserve(1, EVENING)).toBeUndefined();
  });

  it('are of the day they were set aside; what ends after midnight changes nothing', () => {
    const budget = openBudget(file, 100);
    const late = budget.reserve(80, EVENING);
    budget.reserve(30, NEXT_DAY);
    late?.settle(10);
    expect(budget.used(NEXT_DAY)).toBe(30);
    expect(openBudget(file, 100).used(NEXT_DAY)).toBe(30);
  });

  it('once used leave a question to the words, and the trace says why', async () => {
    const fake = await startFakeModel();
    const question = { text: 'làm giấy khai sinh cho con cần gì', channel: 'web' } as const;
    openBudget(file, 1000).reserve(990, new Date());
    const vectors = fillOutsideVectors({
      embeddings: createEmbeddings({
        config: { baseUrl: fake.url, apiKey: undefined, name: 'fake', timeoutMs: 1000 },
        budget: openBudget(file, 1000),
        figures: createModelFigures({ in: 0, out: 0 }),
        killSwitch: { reason: () => undefined },
        mask: (text) => text,
      }),
      cache: openVectorCache(join(folder, 'v.jsonl'), 'fake'),
      texts: ['khai sinh'],
      weight: 1,
      log: createLog('silent'),
    });
    const { resources, knowledge } = await openResources();
    const empty = { byFirst: new Map(), lists: {}, longest: 0 };
    const answer = await answerWithModel(
      question,
      { turns: [] },
      resources,
      { near: vectors.near, vocabularies: { vi: empty, en: empty } },
      { signal: new AbortController().signal },
    );
    expect(answer.outcome).toBe('answered');
    expect(answer.trace.at(-1)).toMatchObject({
      stage: 'embed',
      detail: { used: false, reason: 'budget' },
    });
    expect(fake.keys).toEqual([]);
    vectors.stop();
    knowledge.close();
    await fake.close();
  });
});

describe('a reply that repeats its prompt', () => {
  const template = 'You summarise a talk between a citizen and officers.\n{text}\nWrite only it.';
  it('is known by six words in a row, unless they were told to it', () => {
    const repeats = (reply: string, text = 'x') => repeatsPrompt(reply, template, { text });
    expect(repeats('Sure: YOU summarise, a talk between a…')).toBe(true);
    expect(repeats('You summarise a talk between them')).toBe(false);
    expect(repeats('officers x write only it now')).toBe(false);
    expect(repeats('You summarise a talk between a', 'you summarise a talk between a b')).toBe(
      false,
    );
  });
});
