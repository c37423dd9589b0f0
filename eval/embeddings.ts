import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerQuestion } from '../src/answering/answer-question.ts';
import { maskPersonalData } from '../src/language/personal-data.ts';
import { openBudget } from '../src/models/budget.ts';
import { createEmbeddings } from '../src/models/embeddings.ts';
import { createModelFigures } from '../src/models/figures.ts';
import { openVectorCache } from '../src/models/vector-cache.ts';
import { openResources, outsideTexts } from '../src/open-means.ts';
import { outsideNearness, searchingWith } from '../src/retrieval/outside-nearness.ts';
import { buildVectorIndex } from '../src/retrieval/vector-index.ts';
import { startFakeModel } from '../test/fakes/fake-model.ts';
import { createProgress } from './progress.ts';
import { EVAL_VAR, ROOT } from './sources.ts';

/**
 * What an embedding endpoint adds to the search, and the weight that adds most: Hit@1 over the
 * training questions without and with its nearness, at several weights. With MODEL_BASE_URL and
 * EMBEDDING_MODEL set it measures that endpoint; else a fake whose vectors are hashed words, which
 * proves the path and says nothing of a real model.
 */
const WEIGHTS = [0, 0.25, 0.5, 1, 1.5, 2, 3];
const QUESTIONS = 600;
const BATCH = 64;
const BAR = 30;

const questionSchema = z.looseObject({
  text: z.string(),
  turns: z.array(z.unknown()).default([]),
  codes: z.array(z.string()).default([]),
});
const { MODEL_BASE_URL: baseUrl, MODEL_API_KEY: apiKey, EMBEDDING_MODEL: name } = process.env;
const isReal = baseUrl !== undefined && baseUrl !== '' && name !== undefined && name !== '';
const fake = isReal ? undefined : await startFakeModel();
const embeddings = createEmbeddings({
  config: {
    baseUrl: isReal ? baseUrl : (fake?.url ?? ''),
    apiKey,
    name: isReal ? name : 'fake',
    timeoutMs: 60_000,
  },
  // As much as it takes.
  budget: openBudget(join(EVAL_VAR, 'embeddings-budget.json'), 0),
  killSwitch: { reason: () => undefined },
  figures: createModelFigures({ in: 0, out: 0 }),
  mask: (text) => maskPersonalData(text).text,
});
const { resources, artefact, source, knowledge } = await openResources();
const questions = ['questions.jsonl', 'questions-2.jsonl']
  .flatMap((file) =>
    readFileSync(join(ROOT, 'knowledge/training', file), 'utf8')
      .trim()
      .split('\n'),
  )
  .map((line) => questionSchema.parse(JSON.parse(line)))
  .filter(({ turns, codes }) => turns.length === 0 && codes.length > 0)
  .filter((_, at, all) => at % Math.max(1, Math.floor(all.length / QUESTIONS)) === 0);

const cache = openVectorCache(join(EVAL_VAR, 'vectors.jsonl'), isReal ? name : 'fake-1');
const progress = createProgress('embeddings');
const texts = outsideTexts(source, artefact);
const wanted = [...texts, ...questions.map(({ text }) => text)];
for (let at = 0; at < wanted.length; at += BATCH) {
  const missing = wanted.slice(at, at + BATCH).filter((text) => cache.get(text) === undefined);
  if (missing.length > 0) {
    const made = await embeddings.embed(missing, 'embed-fill');
    if (made.kind === 'none') {
      throw new Error(`The embedding endpoint gave no vectors (${made.reason}); see its log.`);
    }
    cache.add(missing.map((text, of) => [text, made.vectors[of] ?? new Float32Array(0)] as const));
  }
  progress(Math.min(1, (at + BATCH) / wanted.length));
}
await fake?.close();
const vectors = texts.map((text) => cache.get(text) ?? new Float32Array(0));
const index = buildVectorIndex(vectors[0]?.length ?? 1, vectors, vectors.length);

const scoring = createProgress('weights');
const rows = WEIGHTS.map((weight, step) => {
  let hit = 0;
  for (const { text, codes } of questions) {
    const right = new Set(codes.flatMap((code) => [code, ...resources.twins(code)]));
    const vector = cache.get(text);
    const searcher =
      weight === 0 || vector === undefined
        ? resources.searcher
        : searchingWith(resources.searcher, outsideNearness(index, vector, weight));
    const question = { text, channel: 'web' } as const;
    const answer = answerQuestion(question, { turns: [] }, { ...resources, searcher });
    if (right.has(answer.procedures[0]?.code ?? '')) hit += 1;
  }
  scoring((step + 1) / WEIGHTS.length);
  return { weight, hit: hit / questions.length };
});
knowledge.close();
console.log(`\n━━ embeddings · ${isReal ? name : 'fake'} · ${questions.length} training questions`);
for (const { weight, hit } of rows) {
  const full = Math.round(hit * BAR);
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  console.log(`weight ${weight.toFixed(2)}  ${bar} ${(hit * 100).toFixed(1)} %`);
}
const best = rows.toSorted((a, b) => b.hit - a.hit || a.weight - b.weight)[0];
console.log(`EMBEDDING_WEIGHT=${best?.weight ?? 0}`);
