import { MARK } from './personal-data-view.ts';
import type { PersonalDataKind } from './personal-data-view.ts';

/** What people read, and hear from a screen reader, in place of each mark. */
export type MarkLabels = Readonly<Record<PersonalDataKind, string>>;

/**
 * Marks in the reader's words: `⟨phone⟩` becomes `⟨số điện thoại⟩`. Only for showing a text: what is
 * kept, searched and masked again has the marks of `maskPersonalData`, which never change.
 */
export function labelMarks(text: string, labels: MarkLabels): string {
  return text.replace(MARK, (_, kind: PersonalDataKind) => `⟨${labels[kind]}⟩`);
}
