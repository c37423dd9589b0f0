import type { Answer, AnswerOption, Outcome } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import type { Facet } from '../procedure/guide.ts';
import { fold } from '../language/fold.ts';
import type { Draft } from './compose.ts';
import { compose } from './compose.ts';
import type { Decision } from './decide.ts';
import { decide, evidenceOf } from './decide.ts';
import { composeText } from './plain-text.ts';
import type { Replies } from './replies.ts';
import { fill } from './replies.ts';
import type { Resources } from './resources.ts';
import type { Retrieval } from './retrieve.ts';
import { retrieve } from './retrieve.ts';
import { screen } from './screen.ts';
import { createTrace } from './trace.ts';
import type { Trace } from './trace.ts';
import type { Understanding } from './understand.ts';
import { languageOf, understand } from './understand.ts';
import { verify } from './verify.ts';

/**
 * The pipeline: screen → understand → retrieve → decide → compose → verify. Whatever a citizen may
 * write ends in an `Answer`; an exception means the product itself is broken.
 */
export function answerQuestion(
  question: Question,
  context: ConversationContext,
  resources: Resources,
): Answer {
  const trace = createTrace();
  const screening = trace.step('screen', () =>
    screen(question.text, resources.screening, (text) => resources.toQuery(text).tokens),
  );
  const chosen = question.chosenCode !== undefined || question.chosenFacet !== undefined;
  if (screening.kind !== 'question' && !chosen) {
    return shortAnswer(screening, languageOf(question.text), resources, trace);
  }
  const text = screening.kind === 'question' ? screening.text : question.text;
  const offTopic = screening.kind === 'question' ? screening.offTopic : undefined;
  const understanding = trace.step('understand', () =>
    understand(text, question, context, resources, offTopic),
  );
  const retrieval = trace.step('retrieve', () => retrieve(understanding, resources));
  const decision = trace.step('decide', () =>
    decide(understanding, retrieval, question.channel, resources),
  );
  trace.note('understand', {
    read: understanding.query.tokens.join(' '),
    facets: understanding.facets,
    qualifiers: Object.fromEntries(
      [...understanding.query.qualifiers].map(([key, set]) => [key, [...set]]),
    ),
    leansOnContext: understanding.leansOnContext,
    inFocus: understanding.inFocus,
  });
  trace.note('retrieve', {
    top: retrieval.matches
      .slice(0, 5)
      .map((match) => [match.code, Math.round(match.share * 1000) / 1000]),
  });
  trace.note('decide', {
    kind: decision.kind,
    reason: decision.reason,
    evidence: evidenceOf(understanding, retrieval),
  });
  const cut = screening.kind === 'question' && screening.clean.wasCut;
  return finish({ understanding, retrieval, decision, resources, trace, cut });
}

interface Finish {
  readonly understanding: Understanding;
  readonly retrieval: Retrieval;
  readonly decision: Decision;
  readonly resources: Resources;
  readonly trace: Trace;
  readonly cut: boolean;
}

function finish(parts: Finish): Answer {
  const { understanding, retrieval, decision, resources, trace } = parts;
  const replies = resources.replies[understanding.language];
  const base = {
    language: understanding.language,
    procedures: retrieval.matches.slice(0, 10).map((match) => ({
      code: match.code,
      name: match.name,
      score: Math.round(match.share * 10_000) / 10_000,
    })),
    facet: understanding.facets[0] ?? null,
    facets: understanding.facets,
    confidence: Math.round(decision.confidence * 1000) / 1000,
    reason: decision.reason,
  };
  const prefix = parts.cut ? `${replies.tooLong} ` : '';
  switch (decision.kind) {
    case 'answer': {
      const drafted = draftAnswer(parts, decision, replies);
      if (drafted === undefined) {
        return plain(
          'handed-off',
          handoffText('unverified', replies, resources),
          { ...base, reason: 'unverified' },
          trace,
        );
      }
      const gist = `${prefix}${drafted.gist}${decision.confirm ? ` ${replies.confirm}` : ''}`;
      const draft = { ...drafted, gist };
      const procedures = base.procedures.filter((one) => one.code !== decision.code);
      const chosen = resources.procedure(decision.code);
      return {
        ...base,
        outcome: 'answered',
        procedures: [
          base.procedures.find((one) => one.code === decision.code) ?? {
            code: decision.code,
            name: chosen?.name ?? '',
            score: 1,
          },
          ...procedures,
        ].slice(0, 10),
        gist,
        sections: draft.sections,
        source: draft.source,
        text: composeText(draft, [], replies),
        options: [],
        nextFacets: draft.nextFacets,
        citations: draft.citations,
        answerCodes: [...new Set(draft.citations.map((citation) => citation.code))],
        facet: understanding.facets[0] ?? draft.facets[0] ?? null,
        facets: draft.facets,
        trace: trace.steps(),
      };
    }
    case 'clarify':
      return plain(
        'clarify',
        `${prefix}${decision.question ?? replies.clarify}`,
        { ...base, options: decision.options },
        trace,
        replies,
      );
    case 'approve': {
      const draft = draftAnswer(parts, { ...decision, confirm: false, kind: 'answer' }, replies);
      trace.note('decide', { draft: draft && composeText(draft, [], replies) });
      return plain(
        'handed-off',
        prefix + handoffText(decision.reason, replies, resources),
        base,
        trace,
      );
    }
    case 'not-that':
      return plain('clarify', replies.notThat, base, trace);
    case 'hand-off':
      return plain(
        'handed-off',
        prefix + handoffText(decision.reason, replies, resources),
        base,
        trace,
      );
    case 'out-of-scope':
      return plain('out-of-scope', replies.outOfScope, base, trace);
  }
}

function draftAnswer(
  { understanding, resources, trace }: Finish,
  decision: Extract<Decision, { kind: 'answer' }>,
  replies: Replies,
): Draft | undefined {
  const procedure = resources.procedure(decision.code);
  if (!procedure) return undefined;
  const guide = resources.guide(decision.code);
  const counterparts = resources
    .counterparts(decision.code)
    .flatMap((code) => resources.procedure(code) ?? []);
  const draft = trace.step('compose', () =>
    compose({
      procedure,
      guide,
      counterparts,
      assumption: decision.assumption?.[understanding.language],
      facets: decision.facets,
      words: contentWords(understanding),
      replies,
      language: understanding.language,
      office: resources.office,
      syllableWeight: resources.syllableWeight,
    }),
  );
  const verification = trace.step('verify', () =>
    verify(draft, [procedure, ...counterparts], guide, replies),
  );
  trace.note('verify', { passed: verification.passed, unknown: verification.unknown });
  return verification.passed ? draft : undefined;
}

function contentWords(understanding: Understanding): Map<string, number> {
  const words = new Map<string, number>();
  for (const segment of understanding.query.focusSegments ?? understanding.query.segments) {
    for (const token of segment) {
      const word = fold(token.syllable);
      if (token.weight >= 0.25) words.set(word, Math.max(words.get(word) ?? 0, token.weight));
    }
  }
  return words;
}

function handoffText(reason: string, replies: Replies, resources: Resources): string {
  const { hotline } = resources.office;
  return [
    fill(replies.handoff[reason] ?? replies.handoff['low-confidence']),
    replies.handoffNext,
    ...(hotline === undefined ? [] : [fill(replies.handoffHotline, { hotline })]),
  ].join(' ');
}

interface Base {
  readonly language: 'vi' | 'en';
  readonly procedures: Answer['procedures'];
  readonly facet: Facet | null;
  readonly facets: readonly Facet[];
  readonly confidence: number;
  readonly reason: string;
  readonly options?: readonly AnswerOption[];
}

/** An answer without facts: a question back, a hand-off, a courtesy. */
function plain(
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

function shortAnswer(
  screening: Exclude<ReturnType<typeof screen>, { kind: 'question' }>,
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
