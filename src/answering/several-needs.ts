import type { Answer } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import { decide, evidenceOf } from './decide.ts';
import { draftAnswer } from './finish.ts';
import type { Finish } from './finish.ts';
import { composeText } from './plain-text.ts';
import { fill } from './replies.ts';
import { retrieve } from './retrieve.ts';
import { understand } from './understand.ts';

/** Where one need may end and the next begin. */
const BETWEEN =
  /(?:[.;?!]+\s+|,?\s+)(?:và|va|với lại|voi lai|với cả|ngoài ra|ngoai ra|đồng thời|sẵn tiện|sẵn cho hỏi|sẵn hỏi|tiện thể|tiện cho hỏi|còn|con|thêm nữa|hỏi thêm|rồi cho hỏi|and also|and)\s+|[.;?!]+\s+/giu;
/** Shorter parts name no need of their own; longer messages are stories. */
const FEWEST_WORDS = 3;
const MOST_WORDS = 45;
const MOST_SPLITS = 4;
/** One phrasing that says so much of the message says all of it. */
const ONE_MATTER = 0.75;
/** A part is short and says little; it is answered, with a question, where nothing rivals it. */
const PART_CONFIDENCE = 0.45;
const PART_SHARE = 0.65;

type Part = Pick<Finish, 'understanding' | 'retrieval'> & {
  readonly decision: Extract<Finish['decision'], { kind: 'answer' }>;
};

/**
 * Two needs in one message are answered one after the other: when the message can be cut into two
 * parts that each name another procedure surely enough to be answered alone. Undefined otherwise.
 */
export function answerSeveral(
  text: string,
  question: Question,
  context: ConversationContext,
  whole: Finish,
): Answer | undefined {
  const { understanding, retrieval, resources, trace } = whole;
  const [first] = retrieval.matches;
  if (understanding.leansOnContext || evidenceOf(understanding, retrieval).coverage >= ONE_MATTER)
    return undefined;
  let best: { readonly parts: readonly [Part, Part]; readonly value: number } | undefined;
  for (const [left, right] of splits(text)) {
    const a = read(left, question, context, whole);
    const b = a && read(right, question, context, whole);
    if (!a || !b || a.decision.code === b.decision.code) continue;
    const codes = [a.decision.code, b.decision.code];
    // A third procedure for the whole: the two parts are one matter that has a name of its own.
    if (first && first.share > 0.5 && !codes.includes(first.code)) continue;
    const value = Math.min(a.decision.confidence, b.decision.confidence);
    if (best === undefined || value > best.value) best = { parts: [a, b], value };
  }
  if (best === undefined) return undefined;
  const replies = resources.replies[understanding.language];
  const drafts = best.parts.map(
    (part) => [part, draftAnswer({ ...whole, ...part }, part.decision, replies)] as const,
  );
  const sections = drafts.flatMap(([part, draft], at) =>
    (draft?.sections ?? []).map((section) => ({
      ...section,
      title: `${at + 1}. ${resources.guide(part.decision.code)?.short ?? resources.nameOf(part.decision.code)} – ${section.title}`,
    })),
  );
  const [one, two] = drafts.map(([, draft]) => draft);
  if (!one || !two) return undefined;
  const gist = [
    fill(replies.several, { count: String(best.parts.length) }),
    `1. ${one.gist}`,
    `2. ${two.gist}`,
    ...(best.parts.some((part) => part.decision.confirm) ? [replies.confirm] : []),
  ].join(' ');
  const citations = [...one.citations, ...two.citations];
  const facets = [...new Set([...one.facets, ...two.facets])];
  const source = `${one.source}\n${two.source}`;
  return {
    outcome: 'answered',
    language: understanding.language,
    gist,
    sections,
    source,
    text: composeText({ gist, sections, source }, [], replies),
    options: [],
    nextFacets: one.nextFacets.filter((facet) => !facets.includes(facet)),
    citations,
    procedures: best.parts.map(({ decision, retrieval: own }) => ({
      code: decision.code,
      name: resources.nameOf(decision.code),
      score: Math.round((own.matches[0]?.share ?? 0) * 10_000) / 10_000,
    })),
    answerCodes: [...new Set(citations.map((citation) => citation.code))],
    facet: best.parts[0].understanding.facets[0] ?? one.facets[0] ?? null,
    facets,
    confidence: Math.round(best.value * 1000) / 1000,
    reason: 'several-needs',
    trace: trace.steps(),
  };
}

/** Ways to cut a message in two, those in its middle first. */
function splits(text: string): [string, string][] {
  const words = text.split(/\s+/u).length;
  if (words < 2 * FEWEST_WORDS || words > MOST_WORDS) return [];
  return [...text.matchAll(BETWEEN)]
    .map((match): [string, string] => [
      text.slice(0, match.index),
      text.slice(match.index + match[0].length),
    ])
    .filter((parts) => parts.every((part) => part.split(/\s+/u).length >= FEWEST_WORDS))
    .sort((a, b) => Math.abs(a[0].length - a[1].length) - Math.abs(b[0].length - b[1].length))
    .slice(0, MOST_SPLITS);
}

/** A part as a question of its own; undefined when it could not be answered alone. */
function read(
  text: string,
  question: Question,
  context: ConversationContext,
  { understanding: ofWhole, resources }: Finish,
): Part | undefined {
  const alone = { ...question, text };
  const own = understand(text, alone, { turns: [] }, resources, undefined);
  const understanding = {
    ...own,
    language: ofWhole.language,
    before: context.turns.findLast((turn) => turn.answer !== undefined)?.answer,
    facets: own.facets.length > 0 ? own.facets : ofWhole.facets,
  };
  const retrieval = retrieve(understanding, resources);
  const decision = decide(understanding, retrieval, question.channel, resources);
  if (decision.kind === 'answer') return { understanding, retrieval, decision };
  const [first] = retrieval.matches;
  if (decision.reason !== 'several-procedures' || !first) return undefined;
  if (decision.confidence < PART_CONFIDENCE || first.share < PART_SHARE) return undefined;
  const { facets } = understanding;
  const { confidence } = decision;
  const likely = { code: first.code, facets, confirm: true, confidence, reason: 'likely' } as const;
  return { understanding, retrieval, decision: { kind: 'answer', ...likely } };
}
