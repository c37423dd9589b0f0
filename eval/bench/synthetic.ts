import { seededRandom } from '../metrics/resample.ts';
import type { SearchDocument } from '../../src/retrieval/documents.ts';

/** Syllables this frequent hold sentences together in every procedure and are left as they are. */
const KEPT = 60;
/** Syllables are exchanged with others of about the same frequency: this many ranks form a band. */
const BAND = 64;

const SYLLABLE = /[\p{L}\p{M}]+/gu;

/**
 * A corpus of `count` procedures: the real ones, then variants of them in which every syllable but
 * the commonest is exchanged for another of about the same frequency, one exchange per round of
 * variants. Lengths, the share of rare and common syllables, and repeated phrases stay as they are;
 * what a variant is about does not. Repeats exactly for the same seed.
 *
 * Texts of variants are made when they are read and not kept: at 100,000 they would not fit.
 */
export function growCorpus(
  real: readonly SearchDocument[],
  count: number,
  seed = 1,
): SearchDocument[] {
  const grown = real.slice(0, count);
  const ranked = syllablesByFrequency(real);
  for (let round = 1; grown.length < count; round += 1) {
    const exchange = exchangeOf(ranked, seed + round);
    for (const source of real.slice(0, count - grown.length)) {
      grown.push(variantOf(source, round, exchange));
    }
  }
  return grown;
}

function variantOf(
  source: SearchDocument,
  round: number,
  exchange: ReadonlyMap<string, string>,
): SearchDocument {
  const rewrite = (text: string): string =>
    text.replaceAll(SYLLABLE, (syllable) => exchange.get(syllable.toLowerCase()) ?? syllable);
  return {
    // Real codes have one digit before the point.
    code: `${round + 10}.${source.code.slice(2)}`,
    traits: source.traits,
    get name() {
      return rewrite(source.name);
    },
    get labels() {
      return source.labels.map(({ kind, text }) => ({ kind, text: rewrite(text) }));
    },
    get body() {
      return source.body.map(({ text, weight }) => ({ text: rewrite(text), weight }));
    },
  };
}

/** Syllables of all texts in lower case, the most frequent first. */
export function syllablesByFrequency(documents: readonly SearchDocument[]): string[] {
  const counts = new Map<string, number>();
  for (const { name, labels, body } of documents) {
    for (const text of [name, ...labels.map((one) => one.text), ...body.map((one) => one.text)]) {
      for (const [syllable] of text.toLowerCase().matchAll(SYLLABLE)) {
        counts.set(syllable, (counts.get(syllable) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([syllable]) => syllable);
}

/** One-to-one within each band of frequencies. */
export function exchangeOf(ranked: readonly string[], seed: number): Map<string, string> {
  const random = seededRandom(seed);
  const exchange = new Map<string, string>();
  for (let from = KEPT; from < ranked.length; from += BAND) {
    const band = ranked.slice(from, from + BAND);
    const shuffled = [...band];
    for (let at = shuffled.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [shuffled[at], shuffled[other]] = [shuffled[other] as string, shuffled[at] as string];
    }
    band.forEach((syllable, at) => exchange.set(syllable, shuffled[at] as string));
  }
  return exchange;
}
