import { fill } from '../answering/replies.ts';
import { CALL_WORDS } from './call-words.ts';
import type { SuggestionCard } from './suggestion.ts';

/** The papers of a card as a text message; the whole reply where the card is not about papers. */
export function checklistText(card: SuggestionCard, language: 'vi' | 'en'): string {
  const { head, line, source } = CALL_WORDS[language].checklist;
  if (card.checklist.length === 0) return card.reply;
  return [
    fill(head, { name: card.procedureName }),
    ...card.checklist.map((paper, at) => fill(line, { number: String(at + 1), paper })),
    fill(source, { source: card.source }),
  ].join('\n');
}
