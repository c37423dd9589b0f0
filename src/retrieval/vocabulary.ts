/** Numbers for syllables, marked and folded ones in one table; a bigram's key is two numbers. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
}

/** Number of distinct first halves a bigram key can carry. */
const BASE = 2 ** 20;

export function bigramKey(first: number, second: number): number {
  return (first + 1) * BASE + second;
}

export function createVocabulary(words: readonly string[]): Vocabulary {
  return { words, idOf: new Map(words.map((word, id) => [word, id])) };
}

export interface GrowingVocabulary extends Vocabulary {
  id(word: string): number;
}

export function growVocabulary(): GrowingVocabulary {
  const words: string[] = [];
  const idOf = new Map<string, number>();
  return {
    words,
    idOf,
    id(word) {
      let id = idOf.get(word);
      if (id === undefined) {
        id = words.length;
        words.push(word);
        idOf.set(word, id);
      }
      return id;
    },
  };
}
