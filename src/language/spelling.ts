/** Finds known words within one edit of a misspelt one (deletion index, after SymSpell). */
export interface Spelling {
  /** Known words one insertion, deletion, substitution or swap away. */
  near(word: string): readonly string[];
}

export function buildSpelling(words: Iterable<string>): Spelling {
  const byDeletion = new Map<string, string[]>();
  const known = new Set(words);
  for (const word of known) {
    for (const key of [word, ...deletionsOf(word)]) {
      const list = byDeletion.get(key);
      if (list) list.push(word);
      else byDeletion.set(key, [word]);
    }
  }
  return {
    near(word) {
      if (word.length < 2 || word.length > 14) return [];
      const found = new Set<string>();
      for (const key of [word, ...deletionsOf(word)]) {
        for (const candidate of byDeletion.get(key) ?? []) {
          if (candidate !== word && isOneEdit(word, candidate)) found.add(candidate);
        }
      }
      return [...found];
    },
  };
}

function deletionsOf(word: string): string[] {
  const shorter: string[] = [];
  for (let at = 0; at < word.length; at += 1) shorter.push(word.slice(0, at) + word.slice(at + 1));
  return shorter;
}

/** One insertion, deletion, substitution, or swap of neighbours. */
function isOneEdit(a: string, b: string): boolean {
  const difference = a.length - b.length;
  if (difference < -1 || difference > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  if (difference === 1) return a.slice(at + 1) === b.slice(at);
  if (difference === -1) return a.slice(at) === b.slice(at + 1);
  if (a.slice(at + 1) === b.slice(at + 1)) return true;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
