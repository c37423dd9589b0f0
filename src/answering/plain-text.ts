import type { AnswerOption } from '../conversation/answer.ts';
import type { Draft } from './compose.ts';
import type { Replies } from './replies.ts';

/** The whole answer as plain text, for the terminal, a text message, a screen reader. */
export function composeText(
  draft: Pick<Draft, 'gist' | 'sections' | 'source'>,
  options: readonly AnswerOption[],
  replies: Replies | undefined,
): string {
  const parts = [draft.gist];
  for (const section of draft.sections) {
    const lines = section.lines.map((line) => {
      switch (line.style) {
        case 'bullet':
          return `  • ${line.text}`;
        case 'heading':
          return `  ${line.text}:`;
        case 'note':
          return `  (${line.text})`;
        case 'text':
        case 'quote':
          return `  ${line.text}`;
      }
    });
    parts.push(`${section.title}:\n${lines.join('\n')}`);
  }
  if (options.length > 0) {
    parts.push(options.map((option, at) => `  ${at + 1}. ${option.label}`).join('\n'));
    if (replies) parts.push(replies.clarifyNumber);
  }
  if (draft.source !== '') parts.push(draft.source);
  return parts.join('\n\n');
}
