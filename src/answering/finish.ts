import type { Answer } from '../conversation/answer.ts';
import { fold } from '../language/fold.ts';
import type { Draft } from './compose.ts';
import { compose } from './compose.ts';
import type { Decision } from './decide.ts';
import { handoffText, plain } from './endings.ts';
import { composeText } from './plain-text.ts';
import type { Replies } from './replies.ts';
import type { Resources } from './resources.ts';
import type { Retrieval } from './retrieve.ts';
import type { Trace } from './trace.ts';
import type { Understanding } from './understand.ts';
import { verify } from './verify.ts';

export interface Finish {
  readonly understanding: Understanding;
  readonly retrieval: Retrieval;
  readonly decision: Decision;
  readonly resources: Resources;
  readonly trace: Trace;
  readonly cut: boolean;
}

/** Turns a decision into the answer. */
export function finish(parts: Finish): Answer {
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

/** The answer from one record; undefined when it could not be verified. */
export function draftAnswer(
  { understanding, resources, trace }: Pick<Finish, 'understanding' | 'resources' | 'trace'>,
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
