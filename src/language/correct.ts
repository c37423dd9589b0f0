import { canonicalSyllable, fold, hasMarks, withoutTone } from './fold.ts';
import { decodeKeystrokes } from './keystrokes.ts';
import type { LanguageModel } from './language-model.ts';
import { logProbability } from './language-model.ts';
import type { Lexicon } from './lexicon.ts';
import { mishearingsOf } from './mishearings.ts';
import type { Spelling } from './spelling.ts';

/** A syllable of the question as understood, beside what was typed. */
export interface ReadSyllable {
  /** Canonical spelling of what was understood. */
  readonly syllable: string;
  /** Canonical spelling of what was typed; the same where nothing was changed. */
  readonly typed: string;
  /** The typed token stood with its own marks and was left as it was. */
  readonly certain: boolean;
}

/**
 * What it costs (in nats) to read a typed token as something else. Marks a citizen did type are
 * dear to change; marks she left out are free to add.
 */
export interface ReadingCosts {
  /** Adding marks to an unmarked word of a mostly unmarked text. */
  readonly addMarks: number;
  /** Adding marks to an unmarked word of a mostly marked text. */
  readonly addMarksAmongMarked: number;
  /** Changing only the tone of a marked word. */
  readonly changeTone: number;
  /** Changing other marks of a marked word. */
  readonly changeMarks: number;
  /** Reading a known word as one that sounds alike. */
  readonly mishearing: number;
  /** Reading an unknown word as one a letter away. */
  readonly misspelling: number;
  /** Reading a known word as one a letter away. */
  readonly slip: number;
  readonly keystrokes: number;
  readonly split: number;
  readonly join: number;
  /** Leaving a word that the language model does not know. */
  readonly unknown: number;
}

const READING_COSTS: ReadingCosts = {
  addMarks: 0,
  addMarksAmongMarked: 2.5,
  changeTone: 6,
  changeMarks: 7.5,
  mishearing: 6.5,
  misspelling: 3.5,
  slip: 7.5,
  keystrokes: 0.5,
  split: 4,
  join: 3,
  unknown: 12,
};

interface Reading {
  readonly syllables: readonly string[];
  readonly span: number;
  readonly cost: number;
}

export interface Reader {
  read(typedTokens: readonly string[]): ReadSyllable[];
}

const MAX_READINGS = 14;
/** Tokens whose readings are kept: people use the same few thousand words. */
const MAX_KEPT = 6_000;
const LONGEST_KEPT = 8;
const FIXED = /\d/u;
const VOWEL = /[aeiouy]/u;

/**
 * Reads a question the way a patient officer does: leftover keystrokes, missing or wrong marks,
 * teencode, misspelt, misheard, glued and split words become the most likely sequence of
 * syllables under the language model (one Viterbi pass over all readings of all tokens).
 */
export function createReader(
  model: LanguageModel,
  lexicon: Lexicon,
  spelling: Spelling,
  costs: ReadingCosts = READING_COSTS,
): Reader {
  const knows = (syllable: string): boolean => model.idOf.has(syllable);
  const knowsFold = (folded: string): boolean => model.byFold.has(folded);

  const spellingsOf = (folded: string, limit: number): string[] =>
    (model.byFold.get(folded) ?? []).slice(0, limit).map((id) => model.syllables[id] ?? '');

  const readingsOf = (token: string, next: string | undefined, markedText: boolean): Reading[] => {
    const typed = canonicalSyllable(squeeze(token, knows));
    const found = new Map<string, Reading>();
    const add = (syllables: readonly string[], cost: number, span = 1): void => {
      const key = `${span} ${syllables.join(' ')}`;
      const before = found.get(key);
      if (!before || before.cost > cost) found.set(key, { syllables, span, cost });
    };
    for (const meaning of lexicon.rewrites.get(typed) ?? []) {
      add(meaning.tokens, 0.5 - Math.log(meaning.weight));
    }
    const known = knows(typed);
    const rewritten = found.size > 0;
    if (FIXED.test(typed)) {
      add([typed], 0);
      for (const word of decodeKeystrokes(token).map(canonicalSyllable)) {
        if (knows(word)) add([word], costs.keystrokes);
        else for (const other of spellingsOf(fold(word), 4)) add([other], costs.keystrokes + 2);
      }
      return [...found.values()];
    }
    if (!rewritten && (lexicon.shortForms.has(typed) || !VOWEL.test(fold(typed)))) {
      add([typed], 0);
      return [...found.values()];
    }
    const marked = hasMarks(typed);
    const folded = fold(typed);
    if (known) add([typed], rewritten && typed.length <= 2 ? 3 : 0);
    else add([typed], rewritten ? 8 : costs.unknown);
    for (const other of spellingsOf(folded, MAX_READINGS)) {
      if (other === typed) continue;
      if (!marked) add([other], markedText ? costs.addMarksAmongMarked : costs.addMarks);
      else if (withoutTone(other) === withoutTone(typed))
        add([other], known ? costs.changeTone : 1.5);
      else add([other], known ? costs.changeMarks : 2.5);
    }
    for (const word of mishearingsOf(typed)) {
      if (knows(word)) add([word], known ? costs.mishearing : 2);
      else if (!marked) {
        for (const other of spellingsOf(fold(word), 4))
          add([other], knowsFold(folded) ? costs.mishearing : 2);
      }
    }
    if (!known || !marked) {
      for (const word of decodeKeystrokes(token).map(canonicalSyllable)) {
        if (knows(word)) add([word], knowsFold(folded) ? 3 : costs.keystrokes);
        else for (const other of spellingsOf(fold(word), 3)) add([other], costs.keystrokes + 2.5);
      }
    }
    if (!knowsFold(folded) && !rewritten) {
      for (const near of spelling.near(folded)) {
        for (const other of spellingsOf(near, 5)) {
          add(
            [other],
            costs.misspelling + (marked && fold(other) !== folded ? markDistance(typed, other) : 0),
          );
        }
      }
      for (const [left, right] of splitsOf(folded, knowsFold)) {
        for (const a of spellingsOf(left, 4)) {
          for (const b of spellingsOf(right, 4)) add([a, b], costs.split);
        }
      }
    } else if (!known || (typed.length >= 4 && !rewritten)) {
      for (const near of spelling.near(folded)) {
        for (const other of spellingsOf(near, 2))
          add([other], costs.slip + markDistance(typed, other));
      }
    }
    if (next !== undefined && !knowsFold(folded)) {
      const glued = fold(canonicalSyllable(token + next));
      for (const other of spellingsOf(glued, 4)) add([other], costs.join, 2);
    }
    return [...found.values()].sort((a, b) => a.cost - b.cost).slice(0, 40);
  };

  const kept = new Map<string, readonly Reading[]>();
  /** Readings depend on the neighbour only where two tokens may be one word. */
  const recall = (
    token: string,
    next: string | undefined,
    markedText: boolean,
  ): readonly Reading[] => {
    const mayJoin = next !== undefined && !knowsFold(fold(canonicalSyllable(token)));
    const key = `${markedText ? 'm' : 'u'}${token}${mayJoin ? ` ${next}` : ''}`;
    const known = kept.get(key);
    if (known) return known;
    const readings = readingsOf(token, next, markedText);
    if (kept.size >= MAX_KEPT) kept.clear();
    if (token.length <= LONGEST_KEPT) kept.set(key, readings);
    return readings;
  };

  return {
    read(typedTokens) {
      const letters = typedTokens.filter((token) => !FIXED.test(token));
      const markedShare = letters.filter(hasMarks).length / Math.max(1, letters.length);
      return bestPath(model, typedTokens, (index) =>
        recall(typedTokens[index] ?? '', typedTokens[index + 1], markedShare > 0.35),
      );
    },
  };
}

/** "đượcccc" → "được": letters repeated for feeling. */
function squeeze(token: string, knows: (syllable: string) => boolean): string {
  if (!/(\p{L})\1\1/u.test(token) && knows(canonicalSyllable(token))) return token;
  return token.replace(/(\p{L})\1{2,}/gu, '$1');
}

function splitsOf(folded: string, knows: (folded: string) => boolean): [string, string][] {
  const splits: [string, string][] = [];
  if (folded.length < 4 || folded.length > 14) return splits;
  for (let at = 2; at <= folded.length - 2; at += 1) {
    const left = folded.slice(0, at);
    const right = folded.slice(at);
    if (knows(left) && knows(right)) splits.push([left, right]);
  }
  return splits;
}

/** Extra cost of a reading that ignores marks the citizen typed. */
function markDistance(typed: string, other: string): number {
  if (!hasMarks(typed)) return 0;
  const wanted = new Set(typed.normalize('NFD').match(/\p{M}|đ/gu) ?? []);
  const has = new Set(other.normalize('NFD').match(/\p{M}|đ/gu) ?? []);
  let missing = 0;
  for (const mark of wanted) if (!has.has(mark)) missing += 1;
  return missing * 1.5;
}

interface Node {
  readonly last: number;
  readonly cost: number;
  readonly before: Node | undefined;
  readonly reading: Reading;
  readonly at: number;
}

function bestPath(
  model: LanguageModel,
  typedTokens: readonly string[],
  readingsAt: (index: number) => readonly Reading[],
): ReadSyllable[] {
  const length = typedTokens.length;
  const columns: Node[][] = Array.from({ length: length + 1 }, () => []);
  for (let at = 0; at < length; at += 1) {
    const before = at === 0 ? [undefined] : bestPerState(columns[at] ?? []);
    if (before.length === 0) continue;
    for (const reading of readingsAt(at)) {
      const target = columns[Math.min(length, at + reading.span)] as Node[];
      let best: Node | undefined;
      for (const node of before) {
        let cost = (node?.cost ?? 0) + reading.cost;
        let last = node?.last ?? -1;
        for (const syllable of reading.syllables) {
          const id = model.idOf.get(syllable) ?? -1;
          cost += id < 0 ? 9 : -logProbability(model, last, id);
          last = id;
        }
        if (!best || cost < best.cost) best = { last, cost, before: node, reading, at };
      }
      if (best) target.push(best);
    }
  }
  const final = columns[length] ?? [];
  let node: Node | undefined = final.reduce<Node | undefined>(
    (best, candidate) => (!best || candidate.cost < best.cost ? candidate : best),
    undefined,
  );
  const path: Node[] = [];
  while (node) {
    path.push(node);
    node = node.before;
  }
  path.reverse();
  return path.flatMap(({ reading, at }) => {
    const typed = canonicalSyllable(typedTokens[at] ?? '');
    return reading.syllables.map((syllable, index) => ({
      syllable,
      typed: reading.syllables.length === 1 ? typed : index === 0 ? typed : '',
      certain: syllable === typed && (hasMarks(typed) || FIXED.test(typed)),
    }));
  });
}

/** Keeps the cheapest way into each last syllable, and only the most promising of those. */
function bestPerState(nodes: readonly Node[]): Node[] {
  const best = new Map<number, Node>();
  for (const node of nodes) {
    const known = best.get(node.last);
    if (!known || node.cost < known.cost) best.set(node.last, node);
  }
  return [...best.values()].sort((a, b) => a.cost - b.cost).slice(0, MAX_READINGS);
}
