import type { Answer } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import { decide, evidenceOf } from './decide.ts';
import { shortAnswer } from './endings.ts';
import { finish } from './finish.ts';
import { repeated } from './repeated.ts';
import type { Resources } from './resources.ts';
import { retrieve } from './retrieve.ts';
import { screen } from './screen.ts';
import { answerSeveral } from './several-needs.ts';
import { createTrace } from './trace.ts';
import { languageOf, understand } from './understand.ts';

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
    return (
      repeated(screening, context, resources, trace) ??
      shortAnswer(screening, languageOf(question.text), resources, trace)
    );
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
  const whole = { understanding, retrieval, decision, resources, trace, cut };
  const several = chosen ? undefined : answerSeveral(text, question, context, whole);
  return several ?? finish(whole);
}
