import { createCallTalk } from '../src/desk/call-talk.ts';
import type { Utterance } from '../src/desk/call.ts';
import { createSuggesting } from '../src/desk/suggest.ts';
import type { Suggestions } from '../src/desk/suggestion.ts';
import { openMeans } from '../src/open-means.ts';
import type { EvalCase } from './case.ts';
import { createProgress } from './progress.ts';
import { benchSources } from './sources.ts';
import { transcriptOf } from './suggestions/transcript.ts';

/**
 * How good and how fast an officer's cards are, for calls and for chats.
 *
 * The transcripts are not recorded calls but derived from written questions – the shared development
 * questions where they are present, else this repository's own: a caller's greeting, a lead-in, the
 * question cut at random between words into one to three utterances, sounds and words said twice, the
 * agent's interjections, no punctuation, no capitals; earlier messages of a case are said before, each
 * followed by an answer of the agent. Greetings, fillers and interjections are our own words
 * (`eval/suggestions/speech.json`); the rest is drawn by a seeded generator, `ROUNDS` transcripts of each
 * question. Misheard words are not derived. Written questions are asked as they are.
 *
 * *Wrong card*: the first card is of another procedure. *Silent*: no card. A card for what no record
 * answers (small talk, danger to life, out of scope, a matter for a person) counts as wrong.
 */
const ROUNDS = 3;
const LEAST = { top: 0.8, three: 0.92 } as const;
const MOST_MS = { final: 300, partial: 150 } as const;
const BAR = 24;

interface Score {
  readonly case: EvalCase;
  readonly suggestions: Suggestions | undefined;
  readonly ms: number;
}

const { cases, dir, knowledge } = await benchSources();
const isShared = cases.some(({ origin }) => origin === 'shared');
const means = await openMeans(dir === undefined ? {} : { knowledgeDir: dir });
const suggesting = createSuggesting({ means });

const timed = async (
  of: EvalCase,
  work: () => Promise<Suggestions | undefined>,
): Promise<Score> => {
  const startedMs = performance.now();
  const suggestions = await work();
  return { case: of, suggestions, ms: performance.now() - startedMs };
};
const heard = (of: EvalCase, utterances: readonly Utterance[]): Promise<Score> => {
  const talk = createCallTalk({ suggesting, callId: of.id, language: 'vi' });
  return timed(of, async () => (await talk.listen(utterances))?.suggestions);
};

const progress = createProgress('suggestions');
const calls: Score[] = [];
const pauses: Score[] = [];
const chats: Score[] = [];
for (const [at, one] of cases.entries()) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = transcriptOf([...one.turns, one.text], 1 + at + 1000 * round);
    calls.push(await heard(one, said));
    pauses.push(await heard(one, halfSaid(said)));
  }
  if (one.turns.length === 0) {
    const { id: about, text } = one;
    const context = { turns: [], language: 'vi', channel: 'web', about, forTurn: '0' } as const;
    chats.push(await timed(one, () => suggesting.suggest(text, context)));
  }
  progress((at + 1) / cases.length);
}
means.close();

console.log(
  `\n━━ suggestions · ${knowledge} · ${isShared ? 'shared development' : 'own'} questions`,
);
if (!isShared) console.log('skipped: shared questions, ../shared/data/questions is not here');
const inCalls = report(`calls (${ROUNDS} transcripts each)`, calls);
report('chats', chats);
const latencies = [
  ['card after the last word', MOST_MS.final, calls],
  ['card after a pause', MOST_MS.partial, pauses],
  ['card after a written message', MOST_MS.final, chats],
] as const;
const slow = latencies.filter(([name, most, scores]) => !isFast(name, most, scores));

const broken = [
  ...(isShared && inCalls.top < LEAST.top ? ['right procedure first'] : []),
  ...(isShared && inCalls.three < LEAST.three ? ['right procedure among three'] : []),
  ...slow.map(([name]) => name),
];
for (const name of broken) console.log(`Below the floor: ${name}`);
if (broken.length > 0) process.exitCode = 1;

/** The same words, of the last utterance only the first half so far. */
function halfSaid(utterances: readonly Utterance[]): Utterance[] {
  return utterances.map((utterance, at) => {
    if (at < utterances.length - 1) return utterance;
    const words = utterance.text.split(' ');
    const text = words.slice(0, Math.ceil(words.length / 2)).join(' ');
    return { ...utterance, text, final: false };
  });
}

function report(name: string, scores: readonly Score[]): { top: number; three: number } {
  const answerable = scores.filter(({ case: { expect } }) => expect.action === 'answer');
  const share = (of: readonly Score[], is: (score: Score) => boolean): number =>
    of.length === 0 ? 0 : of.filter(is).length / of.length;
  const isTop = (score: Score): boolean => isRight(score, 1);
  const isThree = (score: Score): boolean => isRight(score, 3);
  console.log(`\n${name} · ${answerable.length} that a record answers`);
  const top = share(answerable, isTop);
  const three = share(answerable, isThree);
  line('right procedure first', top, isShared ? `floor ${percent(LEAST.top)}` : '');
  line('right procedure among three', three, isShared ? `floor ${percent(LEAST.three)}` : '');
  line('silent', share(answerable, isSilent), '');
  line(
    'wrong card first',
    share(answerable, (score) => !isSilent(score) && !isTop(score)),
    '',
  );
  for (const sureness of ['sure', 'likely', 'possible'] as const) {
    const such = answerable.filter(
      ({ suggestions }) => suggestions?.cards[0]?.sureness === sureness,
    );
    line(`first right where ${sureness}`, share(such, isTop), `n ${such.length}`);
  }
  for (const action of ['clarify', 'handoff', 'out_of_scope', 'smalltalk', 'emergency'] as const) {
    const such = scores.filter(({ case: { expect } }) => expect.action === action);
    if (such.length === 0) continue;
    if (action === 'clarify')
      line('to be clarified: one of three', share(such, isThree), `n ${such.length}`);
    else line(`${action}: silent`, share(such, isSilent), `n ${such.length}`);
  }
  return { top, three };
}

function isRight({ case: { expect }, suggestions }: Score, most: number): boolean {
  const right = new Set([...expect.codes, ...(expect.needs ?? []).flat()]);
  return (suggestions?.cards ?? [])
    .slice(0, most)
    .some(({ procedureCode }) => right.has(procedureCode));
}

function isSilent({ suggestions }: Score): boolean {
  return (suggestions?.cards.length ?? 0) === 0;
}

function isFast(name: string, most: number, scores: readonly Score[]): boolean {
  const sorted = scores.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  const full = Math.min(BAR, Math.round((at(0.95) / most) * BAR));
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  const times = `p50 ${at(0.5).toFixed(1)}  p95 ${at(0.95).toFixed(1)}  of ${most} ms`;
  console.log(`${name === latencies[0][0] ? '\n' : ''}${name.padEnd(30)} ${bar} ${times}`);
  return at(0.95) <= most;
}

function line(name: string, share: number, note: string): void {
  const full = Math.round(share * BAR);
  console.log(
    `${name.padEnd(30)} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent(share).padStart(7)}  ${note}`.trimEnd(),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
