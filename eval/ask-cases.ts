import type { Means } from '../src/answering/means.ts';
import type { Answer } from '../src/conversation/answer.ts';
import type { Turn } from '../src/conversation/conversation.ts';
import type { EvalCase } from './case.ts';
import { unsupportedFigures } from './metrics/fact-text.ts';
import type { KnowledgeName, Output } from './output.ts';

/** Every case is asked as on the web page. */
const CHANNEL = 'web';

/** Turns carry a time; a fixed one keeps two runs equal. */
const AT = '2026-01-01T00:00:00.000Z';

/** Asks the product one case: earlier messages first, for real, then the question itself. */
export async function askCase(
  means: Means,
  knowledge: KnowledgeName,
  test: EvalCase,
): Promise<Output> {
  const base = { knowledge, origin: test.origin, id: test.id };
  const expectedNames = namesOf(means, test.expect.codes);
  try {
    const turns = await askTurns(means, test.turns);
    const started = performance.now();
    const answer = await means.answer({ text: test.text, channel: CHANNEL }, { turns });
    const ms = performance.now() - started;
    return { ...base, ...replyOf(answer, means), expectedNames, ms: Math.round(ms * 1000) / 1000 };
  } catch (error) {
    return { ...base, ...NO_REPLY, expectedNames, error: String(error) };
  }
}

async function askTurns(means: Means, messages: readonly string[]): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const text of messages) {
    const answer = await means.answer({ text, channel: CHANNEL }, { turns });
    turns.push({ index: turns.length, role: 'citizen', text, at: AT });
    turns.push({ index: turns.length, role: 'assistant', text: answer.text, at: AT, answer });
  }
  return turns;
}

type Reply = Omit<Output, 'knowledge' | 'origin' | 'id' | 'expectedNames' | 'ms' | 'error'>;

function replyOf(answer: Answer, means: Means): Reply {
  return {
    kind: answer.outcome,
    reason: answer.reason,
    procedures: answer.procedures
      .slice(0, 10)
      .map(({ code, name, score }) => ({ code, name, score })),
    answerCodes: [...answer.answerCodes],
    facet: answer.facet,
    facets: [...answer.facets],
    confidence: answer.confidence,
    text: answer.text,
    options: answer.options.map(({ code, label }) => ({ code, label })),
    unsupported: unsupportedIn(answer, means),
    trace: [...answer.trace],
  };
}

/** A thrown error counts as a reply that helps nobody. */
const NO_REPLY: Reply & Pick<Output, 'ms'> = {
  kind: 'refused',
  reason: 'error',
  procedures: [],
  answerCodes: [],
  facet: null,
  facets: [],
  confidence: 0,
  text: '',
  options: [],
  unsupported: [],
  trace: [],
  ms: 0,
};

/** The source line is the product's own and carries dates and codes, not facts; it is left out. */
function unsupportedIn(answer: Answer, means: Means): string[] {
  if (answer.outcome !== 'answered') return [];
  const stated = [
    answer.gist,
    ...answer.sections.flatMap((one) => one.lines.map((line) => line.text)),
  ];
  const codes = new Set([
    ...answer.answerCodes,
    ...answer.sections.map((one) => one.procedureCode),
  ]);
  const cited = [...codes].map(
    (code) => `${JSON.stringify(means.procedure(code))}\n${JSON.stringify(means.guide(code))}`,
  );
  return unsupportedFigures(stated.join('\n'), cited.join('\n'));
}

function namesOf(means: Means, codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    codes.slice(0, 10).flatMap((code) => {
      const name = means.procedure(code)?.name;
      return name === undefined ? [] : [[code, name]];
    }),
  );
}
