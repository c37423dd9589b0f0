import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { checkWording } from '../../src/answering/wording/check-wording.ts';
import { factTokens } from '../../src/answering/wording/fact-tokens.ts';
import { buildVocabulary } from '../../src/answering/wording/vocabulary.ts';
import { maskPersonalData } from '../../src/language/personal-data.ts';
import { createLog } from '../../src/log.ts';
import { openConfiguredModel } from '../../src/models/open-configured-model.ts';
import { openMeans, openResources } from '../../src/open-means.ts';
import { startFakeModel } from '../../test/fakes/fake-model.ts';

/**
 * What a language model costs: an answer with a dead endpoint beside the plain one, the wait between a
 * sentence's last letter and its being shown, and the guards alone. Against the fake endpoint on
 * loopback; run it on a quiet machine.
 */
const ANSWERS = 300;
const WORD_MS = 5;

const caseSchema = z.looseObject({ text: z.string(), turns: z.array(z.string()).default([]) });
const questions = ['standard', 'noisy', 'dialect']
  .flatMap((name) =>
    readFileSync(join(import.meta.dirname, `../cases/${name}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  )
  .map((line) => caseSchema.parse(JSON.parse(line)))
  .filter(({ turns }) => turns.length === 0)
  .slice(0, ANSWERS)
  .map(({ text }) => text);
const folder = mkdtempSync(join(tmpdir(), 'hmc-bench-'));
const fake = await startFakeModel();
const config = {
  baseUrl: fake.url,
  apiKey: undefined,
  name: 'fake',
  timeoutMs: 4000,
  concurrency: 4,
  dailyTokens: 0,
  prices: { in: 0, out: 0 },
  embedding: undefined,
  off: undefined,
};
const model = openConfiguredModel(config, {
  varDir: folder,
  log: createLog('silent'),
  mask: (text) => maskPersonalData(text).text,
});
const plain = await openMeans();
const worded = await openMeans({ model: model.model });

async function times(means: typeof plain): Promise<number[]> {
  const taken: number[] = [];
  for (const text of questions) {
    const startMs = performance.now();
    await means.answer({ text, channel: 'web' }, { turns: [] });
    taken.push(performance.now() - startMs);
  }
  return taken;
}
await times(plain);
const without = await times(plain);
fake.behave({ kind: 'status', status: 500 });
// Opens the breaker.
for (const text of questions.slice(0, 20)) {
  await worded.answer({ text, channel: 'web' }, { turns: [] });
}
const dead = await times(worded);

// A fresh provider: the breaker of the first one rests.
const alive = openConfiguredModel(config, {
  varDir: folder,
  log: createLog('silent'),
  mask: (text) => text,
});
const streamed = await openMeans({ model: alive.model });
fake.behave({ kind: 'reply', wordMs: WORD_MS });
const delays: number[] = [];
for (const text of questions.slice(0, 60)) {
  let endedMs = 0;
  fake.answer = () => {
    // The first sentence has three words; they leave one pause apart.
    endedMs = performance.now() + 3 * WORD_MS;
    return 'Dạ, thưa ông bà. Xin cảm ơn ạ. ';
  };
  let shownMs: number | undefined;
  const onSentence = (): void => {
    shownMs ??= performance.now();
  };
  await streamed.answer({ text, channel: 'web' }, { turns: [] }, { onSentence });
  if (shownMs !== undefined) delays.push(shownMs - endedMs);
}

const { source, knowledge } = await openResources();
const vocabulary = buildVocabulary(source.vocabulary.vi);
const guards: number[] = [];
for (const text of questions) {
  const answer = await plain.answer({ text, channel: 'web' }, { turns: [] });
  const startMs = performance.now();
  const facts = factTokens(
    { name: answer.procedures[0]?.name ?? '', sections: answer.sections, facets: answer.facets },
    vocabulary,
  );
  const marks = facts.obligatory.join(' và ');
  checkWording(`Dạ, thưa ông bà. Lệ phí là ${marks} ạ. Xem chi tiết ở dưới ạ.`, facts, vocabulary);
  guards.push(performance.now() - startMs);
}
print('plain answer', without);
print('endpoint dead, breaker open', dead);
print('sentence ended → shown', delays);
print('guards of one draft', guards);
knowledge.close();
for (const means of [plain, worded, streamed]) means.close();
await fake.close();
rmSync(folder, { recursive: true, force: true });

function print(name: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2);
  console.log(
    `${name.padEnd(30)} n ${String(values.length).padStart(3)}  p50 ${at(0.5).padStart(7)} ms  p95 ${at(0.95).padStart(7)} ms  p99 ${at(0.99).padStart(7)} ms`,
  );
}
