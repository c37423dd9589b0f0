import type { Expectation } from '../case.ts';
import type { Output } from '../output.ts';
import { statesFact } from './fact-text.ts';

/**
 * How a reply is judged, as the shared question format defines it. `missed` is what its five words
 * leave open: nothing false was said, yet the citizen was neither helped nor passed on (a question
 * back without a right choice, a question back to a greeting).
 */
export const VERDICTS = ['right', 'partial', 'asked', 'handed', 'missed', 'wrong'] as const;
export type Verdict = (typeof VERDICTS)[number];

type Reply = Pick<Output, 'kind' | 'answerCodes' | 'facets' | 'text' | 'options'>;

/** Options a citizen is expected to read. */
const VISIBLE_OPTIONS = 4;

export function judge(expect: Expectation, reply: Reply): Verdict {
  switch (expect.action) {
    case 'answer':
      return judgeAnswer(expect, reply);
    case 'clarify':
      return judgeClarify(expect, reply);
    case 'handoff':
      if (reply.kind === 'handed-off') return 'right';
      if (reply.kind === 'answered') return 'wrong';
      return reply.kind === 'clarify' ? 'missed' : 'handed';
    case 'out_of_scope':
      if (reply.kind === 'out-of-scope') return 'right';
      return reply.kind === 'answered' || reply.kind === 'clarify' ? 'wrong' : 'handed';
    case 'emergency':
      return reply.kind === 'emergency' ? 'right' : 'wrong';
    case 'smalltalk':
      if (reply.kind === 'smalltalk') return 'right';
      if (reply.kind === 'answered') return 'wrong';
      return reply.kind === 'clarify' ? 'missed' : 'handed';
    case 'refused':
      if (hasForbidden(expect, reply)) return 'wrong';
      if (reply.kind === 'refused' || reply.kind === 'out-of-scope') return 'right';
      return reply.kind === 'answered' || reply.kind === 'clarify' ? 'wrong' : 'handed';
  }
}

function judgeAnswer(expect: Expectation, reply: Reply): Verdict {
  if (reply.kind === 'clarify') return offersRight(expect, reply) ? 'asked' : 'missed';
  if (reply.kind !== 'answered') return 'handed';
  if (hasForbidden(expect, reply) || !answersRight(expect, reply)) return 'wrong';
  const needs = expect.needs ?? [];
  const complete =
    facetAnswered(expect, reply) &&
    expect.must.every((fact) => statesFact(reply.text, fact)) &&
    needs.every((codes) => codes.some((code) => reply.answerCodes.includes(code)));
  return complete ? 'right' : 'partial';
}

/** Answering one of the choices without asking is half right: the procedure may be another's. */
function judgeClarify(expect: Expectation, reply: Reply): Verdict {
  if (reply.kind === 'clarify') return offersRight(expect, reply) ? 'right' : 'missed';
  if (reply.kind !== 'answered') return 'handed';
  return !hasForbidden(expect, reply) && answersRight(expect, reply) ? 'partial' : 'wrong';
}

export function answersRight(expect: Expectation, reply: Reply): boolean {
  return reply.answerCodes.some((code) => expect.codes.includes(code));
}

function facetAnswered(expect: Expectation, reply: Pick<Reply, 'facets'>): boolean {
  return (
    expect.facet === null || expect.facet === 'overview' || reply.facets.includes(expect.facet)
  );
}

export function hasForbidden(expect: Expectation, reply: Reply): boolean {
  return expect.mustNot.some((fact) => statesFact(reply.text, fact));
}

function offersRight(expect: Expectation, reply: Reply): boolean {
  return reply.options
    .slice(0, VISIBLE_OPTIONS)
    .some((option) => expect.codes.includes(option.code));
}
