/** What a key press asks for in the conversations. */
export type KeyAction =
  | { readonly kind: 'insert' | 'send'; readonly card: 0 | 1 | 2 }
  | {
      readonly kind:
        | 'edit'
        | 'next'
        | 'previous'
        | 'claim'
        | 'note'
        | 'draft'
        | 'procedures'
        | 'help';
    };

const LETTERS: Readonly<Record<string, Exclude<KeyAction['kind'], 'insert' | 'send'>>> = {
  KeyE: 'edit',
  KeyJ: 'next',
  KeyK: 'previous',
  KeyC: 'claim',
  KeyN: 'note',
  KeyM: 'draft',
  KeyP: 'procedures',
  KeyH: 'help',
};
const DIGITS: Readonly<Record<string, 0 | 1 | 2>> = { Digit1: 0, Digit2: 1, Digit3: 2 };

/**
 * All with Alt, so that no single letter acts while somebody dictates or types (WCAG 2.1.4), and by the
 * place of the key, so that Vietnamese typing programs and layouts do not matter.
 */
export function actionOf(
  event: Pick<KeyboardEvent, 'code' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey'>,
): KeyAction | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const card = DIGITS[event.code];
  if (card !== undefined) return { kind: event.shiftKey ? 'send' : 'insert', card };
  const kind = event.shiftKey ? undefined : LETTERS[event.code];
  return kind === undefined ? undefined : { kind };
}

/** A slash at the caret with what was typed after it; undefined when none is being typed. */
export function slashAt(
  text: string,
  caret: number,
): { readonly from: number; readonly word: string } | undefined {
  const found = /(?:^|\s)\/([\p{L}\p{M}\p{N}-]{0,30})$/u.exec(text.slice(0, caret));
  if (found === null) return undefined;
  const word = found[1] ?? '';
  return { from: caret - word.length - 1, word };
}
