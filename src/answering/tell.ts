import type { Asked, Told } from './means.ts';
import { draftAnswer } from './finish.ts';
import { composeText } from './plain-text.ts';
import type { Resources } from './resources.ts';
import { createTrace } from './trace.ts';
import { understand } from './understand.ts';

/** Composes and verifies one procedure for the facets asked, without deciding whether it is the right one. */
export function tell(code: string, asked: Asked, resources: Resources): Told | undefined {
  const { question: text, facets, language } = asked;
  const question = { text, channel: 'web' } as const;
  const understanding = {
    ...understand(text, question, { turns: [] }, resources, undefined),
    language,
  };
  const replies = resources.replies[language];
  const chosen = { confirm: false, confidence: 0, reason: 'told' } as const;
  const draft = draftAnswer(
    { understanding, resources, trace: createTrace() },
    { kind: 'answer', code, facets, ...chosen },
    replies,
  );
  if (draft === undefined) return undefined;
  const { gist, sections, source, citations } = draft;
  return { gist, sections, source, citations, text: composeText(draft, [], replies) };
}
