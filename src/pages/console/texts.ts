import type { Facet } from '../../procedure/guide.ts';
import type vi from '../../../knowledge/console.vi.json';
import type workVi from '../../../knowledge/console-work.vi.json';

/** The words of the frame and the conversations: `knowledge/console.*.json`. */
export type Texts = typeof vi;
/** The words of calls, tasks, supervision, ready-made replies, samples: `knowledge/console-work.*.json`. */
export type WorkTexts = typeof workVi;

/** What the server leaves in the shell for the script (`#hmc-console`). */
export interface ShellState {
  readonly language: 'vi' | 'en';
  readonly texts: Texts;
  readonly work: WorkTexts;
  readonly facets: Readonly<Record<Facet, string>>;
  readonly skills: readonly { readonly id: string; readonly name: string }[];
}

/** Reads the island; null on a page that has none. The server wrote it, so it is not checked again. */
export function readShellState(document: Document): ShellState | null {
  const island = document.getElementById('hmc-console');
  return island ? (JSON.parse(island.textContent) as ShellState) : null;
}

/** Puts values into the `{places}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => String(values[name] ?? place));
}

/** The word for a machine word; the machine word itself where nobody gave it one. */
export function named(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word;
}
