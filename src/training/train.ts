import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { answerQuestion } from '../answering/answer-question.ts';
import { evidenceOf } from '../answering/decide.ts';
import { readMessageKind } from '../answering/message-kind.ts';
import type { MessageKind, MessageKindWeights } from '../answering/message-kind.ts';
import { EVIDENCE, probability } from '../answering/policy.ts';
import type { Policy } from '../answering/policy.ts';
import type { Resources } from '../answering/resources.ts';
import { groupMatches, retrieve } from '../answering/retrieve.ts';
import type { Retrieval } from '../answering/retrieve.ts';
import { screen } from '../answering/screen.ts';
import { understand } from '../answering/understand.ts';
import type { Understanding } from '../answering/understand.ts';
import type { Turn } from '../conversation/conversation.ts';
import { openResources } from '../open-means.ts';
import { createRanker } from '../retrieval/ranker.ts';
import type { Ranker, RankerWeights } from '../retrieval/ranker.ts';
import { calibrationError, fitLogistic, riskAt } from './calibrate.ts';
import { learnMessageKind } from './learn-kind.ts';
import type { KindExample } from './learn-kind.ts';
import { makeExample, pickNoise } from './examples.ts';
import { averageRankers, learnRanker } from './learn.ts';
import type { TrainingList } from './learn.ts';
import { trainEmbedding } from './train-embedding.ts';
import { NOISES, addNoise } from './noise.ts';
import { createRandom } from './random.ts';

/**
 * `npm run train [-- --knowledge DIR] [--dry]`: reproduces `knowledge/weights` from the training
 * questions and the phrasings. Nothing of `eval/cases` or of the shared development questions is
 * ever read here.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDS = 5;
/** Rankers that are learned from different beginnings and averaged: one alone leans on chance. */
const RANKERS = 3;
const LEARN = { hidden: 6, epochs: 24, rate: 0.008, decay: 6e-4 };
/** What an example weighs beside a training question, which weighs 3 as written and 1.5 with noise. */
const WEIGHT_OF_PHRASING = 0.12;
const WEIGHT_OF_NAME = 1;

const trainingLineSchema = z.object({
  id: z.string(),
  text: z.string(),
  turns: z.array(z.string()).default([]),
  codes: z.array(z.string()),
  kind: z.enum([
    'answer',
    'out-of-scope',
    'handoff',
    'clarify',
    'smalltalk',
    'injection',
    'emergency',
  ]),
});

interface Asked {
  readonly understanding: Understanding;
  readonly retrieval: Retrieval;
  /** Preferred twins of the right codes; empty for what must not be answered. */
  readonly codes: ReadonlySet<string>;
  readonly group: string;
  readonly weight: number;
  readonly forCalibration: boolean;
  readonly kind: MessageKind | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      knowledge: { type: 'string' },
      dry: { type: 'boolean' },
      phrasings: { type: 'string' },
      'keep-embedding': { type: 'boolean' },
    },
  });
  const knowledgeDir =
    values.knowledge ?? (existsSync('var/knowledge/manifest.json') ? 'var/knowledge' : undefined);
  const random = createRandom(20_261_122);
  if (values['keep-embedding'] !== true) {
    const opened = await openResources({ knowledgeDir, untrained: true });
    const path = join(ROOT, 'knowledge/weights/embedding.bin');
    trainEmbedding(opened, path, createRandom(20_261_123), (line) =>
      process.stderr.write(`${line}\n`),
    );
    opened.knowledge.close();
  }
  const { resources, artefact, source, knowledge } = await openResources({
    knowledgeDir,
    untrained: true,
  });
  twinOf = resources.preferredTwin;
  const lines = [
    'questions.jsonl',
    'questions-2.jsonl',
    'negatives.jsonl',
    'negatives-2.jsonl',
  ].flatMap((name) => readLines(join(ROOT, 'knowledge/training', name)));
  say(
    `${lines.length} training questions on ${artefact.index.codes.length} procedures (${knowledge.state.detail})`,
  );
  const asked: Asked[] = [];
  const known = new Set(artefact.index.codes);
  lines.forEach((line, at) => {
    const codes = line.codes.filter((code) => known.has(code));
    if (line.kind === 'answer' && codes.length === 0) return;
    const copies =
      line.kind === 'answer'
        ? (['clean', NOISES[1 + (at % (NOISES.length - 1))] ?? 'clean'] as const)
        : (['clean', ...(at % 2 ? ['no-marks' as const] : [])] as const);
    for (const noise of copies) {
      const one = ask(
        { text: addNoise(line.text, noise, random), turns: line.turns, codes, kind: line.kind },
        resources,
        { weight: noise === 'clean' ? 3 : 1.5, forCalibration: line.kind !== 'clarify' },
      );
      if (one) asked.push(one);
    }
    tick(at, lines.length, 'training questions');
  });
  const phrasings = [
    ...phrasingsOf(source, Number(values.phrasings ?? 1500), random),
    ...namesOf(
      artefact.index.names,
      artefact.index.codes,
      Number(values.phrasings ?? 1500),
      random,
    ),
  ];
  phrasings.forEach(({ text, codes, whole }, at) => {
    const noise = pickNoise(random);
    const example = makeExample(whole ? text : dropWords(text, random), codes, noise, random);
    const one = ask(
      {
        text: example.text,
        turns: [],
        codes: codes.filter((code) => known.has(code)),
        kind: 'answer',
      },
      resources,
      {
        weight: whole ? WEIGHT_OF_NAME : WEIGHT_OF_PHRASING,
        forCalibration: false,
      },
    );
    if (one) asked.push(one);
    tick(at, phrasings.length, 'phrasings');
  });

  const out = crossValidate(asked, resources, random);
  const trained = learn(asked, random);
  const ranker: RankerWeights = {
    ...trained,
    trainedAt: new Date().toISOString().slice(0, 10),
    note: `${lines.length} training questions, ${phrasings.length} phrasings, ${knowledge.state.detail} records; ${out.summary}`,
  };
  const policy = calibrate(out.predictions, source.policy);
  report(out.predictions, policy);
  if (values.dry) return;
  writeFileSync(join(ROOT, 'knowledge/weights/ranker.json'), `${JSON.stringify(ranker)}\n`);
  writeFileSync(
    join(ROOT, 'knowledge/weights/message-kind.json'),
    `${JSON.stringify(learnKind(asked, random))}\n`,
  );
  writeFileSync(
    join(ROOT, 'knowledge/weights/policy.json'),
    `${JSON.stringify(policy, null, 2)}\n`,
  );
  say('knowledge/weights written');
}

function ask(
  line: Pick<z.infer<typeof trainingLineSchema>, 'text' | 'turns' | 'codes' | 'kind'>,
  resources: Resources,
  options: { readonly weight: number; readonly forCalibration: boolean },
): Asked | undefined {
  const turns: Turn[] = [];
  const at = '1970-01-01T00:00:00.000Z';
  for (const text of line.turns) {
    const answer = answerQuestion({ text, channel: 'web' }, { turns }, resources);
    turns.push({ index: turns.length, role: 'citizen', text, at });
    turns.push({ index: turns.length, role: 'assistant', text: answer.text, at, answer });
  }
  const screening = screen(
    line.text,
    resources.screening,
    (text) => resources.toQuery(text).tokens,
  );
  if (screening.kind !== 'question') return undefined;
  const understanding = understand(
    screening.text,
    { text: line.text, channel: 'web' },
    { turns },
    resources,
    screening.offTopic,
  );
  const retrieval = retrieve(understanding, resources);
  const codes = line.kind === 'answer' || line.kind === 'clarify' ? line.codes : [];
  return {
    understanding,
    retrieval,
    codes: new Set(codes.map((code) => resources.preferredTwin(code))),
    kind: KIND_OF[line.kind],
    group:
      codes[0] === undefined ? `none:${line.text.slice(0, 40)}` : resources.preferredTwin(codes[0]),
    ...options,
  };
}

/** Kinds the classifier learns; the others are settled by rules before it is asked. */
const KIND_OF: Readonly<Record<string, MessageKind | undefined>> = {
  answer: 'procedure',
  clarify: 'procedure',
  'out-of-scope': 'out-of-scope',
  handoff: 'handoff',
};

function learnKind(
  asked: readonly Asked[],
  random: ReturnType<typeof createRandom>,
): MessageKindWeights {
  const examples = asked.flatMap((one): KindExample[] =>
    one.kind === undefined
      ? []
      : [
          {
            tokens: one.understanding.query.tokens,
            kind: one.kind,
            weight: one.kind === 'procedure' ? (one.weight < 1 ? 0.3 : 1) : 2,
          },
        ],
  );
  return learnMessageKind(examples, random);
}

function learn(
  asked: readonly Asked[],
  random: ReturnType<typeof createRandom>,
): ReturnType<typeof learnRanker> {
  const lists = asked.flatMap((one): TrainingList[] => {
    const { candidates } = one.retrieval;
    const right = candidates.map((match) => isRight(one, match.code));
    if (!right.includes(true)) return [];
    const kept = candidates
      .map((match, at) => ({ match, right: right[at] ?? false, at }))
      .filter((entry) => entry.right || entry.at < 45);
    return [
      {
        features: kept.map((entry) => entry.match.features),
        right: kept.map((entry) => entry.right),
        group: one.group,
        weight: one.weight,
      },
    ];
  });
  return averageRankers(
    Array.from({ length: RANKERS }, () => learnRanker(lists, { ...LEARN, random })),
  );
}

let twinOf: (code: string) => string = (code) => code;
function isRight(one: Asked, code: string): boolean {
  return one.codes.has(twinOf(code));
}

interface Prediction {
  readonly evidence: readonly number[];
  readonly right: boolean;
  readonly inScope: boolean;
  readonly group: string;
}

/** Five folds cut by procedure, so that no procedure's questions teach the model about themselves. */
function crossValidate(
  asked: readonly Asked[],
  resources: Resources,
  random: ReturnType<typeof createRandom>,
): { predictions: Prediction[]; summary: string } {
  const predictions: Prediction[] = [];
  let hits = 0;
  let five = 0;
  let count = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const test = asked.filter((one) => foldOf(one.group) === fold);
    const train = asked.filter((one) => foldOf(one.group) !== fold);
    const ranker = createRanker({ ...learn(train, random), trainedAt: '', note: '' });
    const kindWeights = learnKind(train, random);
    for (const one of test) {
      if (!one.forCalibration) continue;
      const retrieval = rescore(one.retrieval, ranker, resources);
      const inScope = one.codes.size > 0;
      const rank = retrieval.matches.findIndex((match) => one.codes.has(match.code));
      if (inScope) {
        count += 1;
        if (rank === 0) hits += 1;
        if (rank >= 0 && rank < 5) five += 1;
      }
      const kind = readMessageKind(kindWeights, one.understanding.query.tokens);
      const evidence = evidenceOf({ ...one.understanding, kind }, retrieval);
      predictions.push({
        evidence: EVIDENCE.map((name) => evidence[name]),
        right: rank === 0,
        inScope,
        group: one.group,
      });
    }
    tick(fold, FOLDS, 'folds');
  }
  const summary = `cross-validated by procedure: Hit@1 ${percent(hits / count)}, Hit@5 ${percent(five / count)} of ${count}`;
  say(summary);
  return { predictions, summary };
}

function rescore(retrieval: Retrieval, ranker: Ranker, resources: Resources): Retrieval {
  const scored = retrieval.candidates
    .map((match) => ({ ...match, score: ranker.score(match.features) }))
    .sort((a, b) => b.score - a.score);
  const top = scored[0]?.score ?? 0;
  const total = scored.reduce((sum, match) => sum + Math.exp(match.score - top), 0);
  const candidates = scored.map((match) => ({
    ...match,
    share: Math.exp(match.score - top) / total,
  }));
  return { ...retrieval, candidates, matches: groupMatches(candidates, resources) };
}

/** Highest share of wrong answers the thresholds are chosen for, by the bound that counts procedures. */
const TARGET_RISK = { answer: 0.08, confirm: 0.17 };

function calibrate(predictions: readonly Prediction[], before: Policy): Policy {
  const right = predictions.map((one) => one.right);
  const { weights, bias } = fitLogistic(
    predictions.map((one) => one.evidence),
    right,
    { decay: 1e-3, steps: 1500 },
  );
  const policy = { ...before, calibrator: { weights, bias } };
  const probabilities = predictions.map((one) => chance(policy, one));
  const threshold = (risk: number): number => {
    for (let at = 0.2; at < 0.99; at += 0.01) {
      const point = riskAt(
        at,
        probabilities,
        right,
        predictions.map((one) => one.group),
        predictions.map((one) => one.inScope),
      );
      if (point.bound <= risk) return Math.round(at * 100) / 100;
    }
    return 0.99;
  };
  return {
    ...policy,
    answer: threshold(TARGET_RISK.answer),
    confirm: threshold(TARGET_RISK.confirm),
    note: `Trained ${new Date().toISOString().slice(0, 10)} on ${predictions.length} cross-validated predictions; answer and confirm hold the risk bound at ${percent(TARGET_RISK.answer)} and ${percent(TARGET_RISK.confirm)}, counting procedures.`,
  };
}

function chance(policy: Policy, one: Prediction): number {
  return probability(
    policy,
    Object.fromEntries(EVIDENCE.map((name, at) => [name, one.evidence[at] ?? 0])) as Parameters<
      typeof probability
    >[1],
  );
}

function report(predictions: readonly Prediction[], policy: Policy): void {
  const probabilities = predictions.map((one) => chance(policy, one));
  const right = predictions.map((one) => one.right);
  say(
    `calibration error ${calibrationError(probabilities, right).toFixed(3)} over ${predictions.length} predictions`,
  );
  for (const threshold of [
    policy.clarify,
    policy.confirm,
    policy.answer,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
  ]) {
    const point = riskAt(
      threshold,
      probabilities,
      right,
      predictions.map((one) => one.group),
      predictions.map((one) => one.inScope),
    );
    say(
      `  at ${threshold.toFixed(2)}: answered ${percent(point.coverage)} of in-scope, wrong ${percent(point.risk)} of answered, bound ${percent(point.bound)}`,
    );
  }
}

function readLines(path: string): z.infer<typeof trainingLineSchema>[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => trainingLineSchema.parse(JSON.parse(line)));
}

interface Phrasing {
  readonly text: string;
  readonly codes: readonly string[];
  readonly whole: boolean;
}

function phrasingsOf(
  source: Awaited<ReturnType<typeof openResources>>['source'],
  count: number,
  random: ReturnType<typeof createRandom>,
): Phrasing[] {
  const all: Phrasing[] = [
    ...source.aliases.flatMap((entry) =>
      entry.aliases.map((text) => ({
        text,
        codes: [entry.code, ...entry.sameNameCodes],
        whole: false,
      })),
    ),
    ...source.guides.flatMap((guide) =>
      guide.aliases.map((text) => ({ text, codes: [guide.code, ...guide.sameAs], whole: false })),
    ),
  ];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [all[at], all[other]] = [all[other] as Phrasing, all[at] as Phrasing];
  }
  return all.slice(0, count);
}

/** Official names put into a question whole: people who read them off a form ask so. */
function namesOf(
  names: readonly string[],
  codes: readonly string[],
  count: number,
  random: ReturnType<typeof createRandom>,
): Phrasing[] {
  const byName = new Map<string, string[]>();
  names.forEach((name, at) => {
    const text = name.replace(/^thủ tục\s+/iu, '').replace(/[.\s]+$/u, '');
    if (text.split(' ').length > 18) return;
    byName.set(text, [...(byName.get(text) ?? []), codes[at] ?? '']);
  });
  const all = [...byName].map(([text, own]) => ({ text, codes: own, whole: true }));
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [all[at], all[other]] = [all[other] as (typeof all)[number], all[at] as (typeof all)[number]];
  }
  return all.slice(0, count);
}

/** A phrasing half forgotten: what a stranger would share with it. */
function dropWords(text: string, random: ReturnType<typeof createRandom>): string {
  const share = 0.25 + random.next() * 0.35;
  const kept = text.split(' ').filter(() => !random.chance(share));
  return kept.length >= 2 ? kept.join(' ') : text;
}

function foldOf(group: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < group.length; at += 1)
    hash = Math.imul(hash ^ group.charCodeAt(at), 16_777_619);
  return (hash >>> 0) % FOLDS;
}

let lastTick = 0;
function tick(at: number, total: number, what: string): void {
  const now = performance.now();
  if (now - lastTick < 2000 && at + 1 < total) return;
  lastTick = now;
  process.stderr.write(`  ${what}: ${at + 1} of ${total}\n`);
}
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await main();
