import type { CleanText } from '../language/clean.ts';
import { cleanText } from '../language/clean.ts';
import { sentencesOf } from '../language/tokenise.ts';
import type { PhraseRule } from '../language/phrase-rules.ts';
import { firstRule, phraseText } from '../language/phrase-rules.ts';

/** Rules of `knowledge/screening`. */
export interface ScreeningRules {
  readonly emergencies: readonly PhraseRule[];
  readonly injection: readonly PhraseRule[];
  readonly smalltalk: readonly PhraseRule[];
  readonly handoff: readonly PhraseRule[];
  readonly outOfScope: readonly PhraseRule[];
}

/** What a message is before anyone looks for a procedure. */
export type Screening =
  | {
      readonly kind: 'question';
      readonly text: string;
      readonly clean: CleanText;
      readonly offTopic?: string;
    }
  | { readonly kind: 'emergency'; readonly name: string }
  | { readonly kind: 'injection'; readonly name: string }
  | { readonly kind: 'smalltalk'; readonly name: string }
  | { readonly kind: 'handoff'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly name: 'empty' | 'no-words' };

/**
 * Code of a submitted dossier, as Circular 01/2018/TT-VPCP, article 19, forms it
 * (`000.00.01.H29-260310-0420`, `H15.50-260706-1377`), and that of social insurance
 * (`03706/2026/07906`); dots and dashes may be left out by whoever types or speaks it.
 */
const DOSSIER_CODE =
  /(?<![\p{L}\p{N}])(?:(?:(?:\d{2,3}[.\s]?){0,3}[A-Z]\d{2}(?:[.\s]?\d{1,3}){0,3}[-–\s]\d{6}[-–\s]?\d{4,5})|\d{5}\/20\d{2}\/\d{5})(?![\p{L}\p{N}])/iu;

/** Messages of more syllables are stories. */
const LONG_STORY = 40;

/**
 * First stage: makes the text safe to work on and takes out what is no question about a procedure.
 * Danger to life comes first, always; the order of the rest is: attempts on the rules, a wish for a
 * person, courtesies. Hidden characters are removed before anything is read.
 */
export function screen(
  raw: string,
  rules: ScreeningRules,
  read: (text: string) => readonly string[],
): Screening {
  const clean = cleanText(raw);
  if (clean.text === '') return { kind: 'unreadable', name: 'empty' };
  if (!/[\p{L}\p{N}]/u.test(clean.text)) return { kind: 'unreadable', name: 'no-words' };
  const text = phraseText(clean.text, read(clean.text));
  const emergency = firstRule(rules.emergencies, text);
  if (emergency !== undefined) return { kind: 'emergency', name: emergency };
  const injection =
    firstRule(rules.injection, text) ?? decodedInjection(clean.text, rules.injection);
  if (injection !== undefined) return { kind: 'injection', name: injection };
  // In a story the need stands near its end; what happened on the way decides nothing.
  const near =
    text.tokens.length > LONG_STORY
      ? phraseText(sentencesOf(clean.text).slice(-2).join(' '))
      : text;
  const handoff =
    firstRule(rules.handoff, near) ??
    (DOSSIER_CODE.test(clean.text) ? 'dossier-status' : undefined);
  if (handoff !== undefined) return { kind: 'handoff', name: handoff };
  const smalltalk = firstRule(rules.smalltalk, text);
  if (smalltalk !== undefined) return { kind: 'smalltalk', name: smalltalk };
  const offTopic = firstRule(rules.outOfScope, near);
  return {
    kind: 'question',
    text: clean.text,
    clean,
    ...(offTopic === undefined ? {} : { offTopic }),
  };
}

/** Looks through simple wrappings: base64, reversed, letters set apart. */
function decodedInjection(text: string, rules: readonly PhraseRule[]): string | undefined {
  const variants: string[] = [];
  for (const block of text.match(/[A-Za-z0-9+/]{16,}={0,2}/gu) ?? []) {
    try {
      const bytes = Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0));
      const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      if (/[\p{L}\s]{8,}/u.test(decoded)) variants.push(decoded);
    } catch {
      // Not base64 after all.
    }
  }
  if (/(?:\p{L}[\s.\-_*]){6,}/u.test(text))
    variants.push(text.replace(/(?<=\p{L})[\s.\-_*](?=\p{L}(?:[\s.\-_*]|$))/gu, ''));
  variants.push([...text].reverse().join(''));
  for (const variant of variants) {
    const found = firstRule(rules, phraseText(variant));
    if (found !== undefined) return found;
  }
  return undefined;
}
