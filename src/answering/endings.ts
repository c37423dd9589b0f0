import type { Answer, AnswerOption, Outcome } from '../conversation/answer.ts';
import type { Facet } from '../procedure/guide.ts';
import { composeText } from './plain-text.ts';
import type { Replies } from './replies.ts';
import { fill } from './replies.ts';
import type { Resources } from './resources.ts';
import type { Screening } from './screen.ts';
import type { Trace } from './trace.ts';

/** What a citizen is told who is handed over for this reason. */
export function handoffText(reason: string, replies: Replies, resources: Resources): string {
  const { hotline } = resources.office;
  return [
    fill(replies.handoff[reason] ?? replies.handoff['low-confidence']),
    replies.handoffNext,
    ...(hotline === undefined ? [] : [fill(replies.handoffHotline, { hotline })]),
  ].join(' ');
}

export interface Base {
  readonly language: 'vi' | 'en';
  readonly procedures: Answer['procedures'];
  readonly facet: Facet | null;
  readonly facets: readonly Facet[];
  readonly confidence: number;
  readonly reason: string;
  readonly options?: readonly AnswerOption[];
}

/** An answer without facts: a question back, a hand-off, a courtesy. */
export function plain(
  outcome: Outcome,
  gist: string,
  base: Base,
  trace: Trace,
  replies?: Replies,
): Answer {
  const options = base.options ?? [];
  return {
    ...base,
    outcome,
    gist,
    sections: [],
    source: '',
    text: composeText({ gist, sections: [], source: '' }, options, replies),
    options,
    nextFacets: [],
    citations: [],
    answerCodes: [],
    trace: trace.steps(),
  };
}

/** The answer to what is no question about a procedure. */
export function shortAnswer(
  screening: Exclude<Screening, { kind: 'question' }>,
  language: 'vi' | 'en',
  resources: Resources,
  trace: Trace,
): Answer {
  const replies = resources.replies[language];
  const base: Base = {
    language,
    procedures: [],
    facet: null,
    facets: [],
    confidence: screening.kind === 'unreadable' ? 0 : 1,
    reason: screening.name,
  };
  switch (screening.kind) {
    case 'emergency':
      return plain('emergency', fill(replies.emergency[screening.name]), base, trace);
    case 'injection':
      return plain(
        'out-of-scope',
        fill(replies.refused['instructions']),
        { ...base, reason: 'instructions' },
        trace,
      );
    case 'handoff':
      return plain('handed-off', handoffText(screening.name, replies, resources), base, trace);
    case 'smalltalk':
      return plain('smalltalk', fill(replies.smalltalk[screening.name]), base, trace);
    case 'unreadable':
      return plain('refused', fill(replies.refused[screening.name]), base, trace);
  }
}
