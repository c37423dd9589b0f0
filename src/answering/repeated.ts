import type { Answer } from '../conversation/answer.ts';
import type { ConversationContext } from '../conversation/conversation.ts';
import { plain } from './endings.ts';
import { finish } from './finish.ts';
import type { Resources } from './resources.ts';
import { retrieve } from './retrieve.ts';
import type { Screening } from './screen.ts';
import type { Trace } from './trace.ts';
import { understand } from './understand.ts';

/**
 * "Nói lại", "chậm thôi": the last answer once more, the second time only its main facet. Undefined
 * when the message asks for nothing of the kind or there is nothing to repeat.
 */
export function repeated(
  screening: Screening,
  context: ConversationContext,
  resources: Resources,
  trace: Trace,
): Answer | undefined {
  if (screening.kind !== 'smalltalk') return undefined;
  if (screening.name !== 'repeat' && screening.name !== 'slower') return undefined;
  const before = context.turns.findLast((turn) => turn.answer !== undefined)?.answer;
  if (!before || before.outcome === 'smalltalk' || before.outcome === 'refused') return undefined;
  const [code] = before.answerCodes;
  if (before.outcome !== 'answered' || code === undefined) {
    const replies = resources.replies[before.language];
    return plain(
      before.outcome,
      before.gist,
      { ...before, reason: before.reason },
      trace,
      before.options.length > 0 ? replies : undefined,
    );
  }
  const asked = before.facets.includes('overview') ? [] : before.facets;
  const main = before.facet ?? before.facets[0] ?? 'dossier';
  const understanding = {
    ...understand('', { text: '', channel: 'web' }, context, resources, undefined),
    language: before.language,
    facets: asked,
  };
  return finish({
    understanding,
    retrieval: { ...retrieve(understanding, resources), matches: [] },
    decision: {
      kind: 'answer',
      code,
      facets: screening.name === 'slower' ? [main === 'overview' ? 'dossier' : main] : asked,
      confirm: false,
      confidence: before.confidence,
      reason: 'repeated',
    },
    resources,
    trace,
    cut: false,
  });
}
