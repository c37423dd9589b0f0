import type { Section, Unpacked } from './binary.ts';

/**
 * Postings in typed arrays: sorted term keys, and for each term the documents that carry it, the
 * most telling first, so that reading may stop after `MAX_READ` of them whatever the corpus size.
 */
export interface Postings {
  readonly keys: Float64Array;
  /** `offsets[t]` to `offsets[t + 1]` are the postings of term t. */
  readonly offsets: Uint32Array;
  readonly documents: Uint32Array;
  /** Impact of each posting as a share of `maxImpact`, 0–255. Empty when every impact is 1. */
  readonly impacts: Uint8Array;
  readonly maxImpact: number;
  /** Inverse document frequency of each term. */
  readonly idf: Float32Array;
}

/** Most postings read per term: above every list of a corpus of today's size. */
export const MAX_READ = 24_000;

export function findTerm(postings: Postings, key: number): number {
  const { keys } = postings;
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as number;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export interface PostingsBuilder {
  /** Adds one document's terms with their raw weights; documents in ascending order. */
  add(document: number, terms: ReadonlyMap<number, number>): void;
  /**
   * `impact` turns (term frequency, document) into an impact; `order` ranks postings of equal
   * impact (smaller first).
   */
  finish(options: {
    documents: number;
    impact?: (frequency: number, document: number) => number;
    order?: (document: number) => number;
  }): Postings;
}

export function buildPostings(): PostingsBuilder {
  const lists = new Map<number, { documents: number[]; frequencies: number[] }>();
  return {
    add(document, terms) {
      for (const [key, frequency] of terms) {
        const list = lists.get(key);
        if (list) {
          list.documents.push(document);
          list.frequencies.push(frequency);
        } else lists.set(key, { documents: [document], frequencies: [frequency] });
      }
    },
    finish({ documents, impact, order }) {
      const keys = Float64Array.from(lists.keys()).sort();
      const offsets = new Uint32Array(keys.length + 1);
      const idf = new Float32Array(keys.length);
      let total = 0;
      keys.forEach((key, term) => {
        const length = lists.get(key)?.documents.length ?? 0;
        total += length;
        offsets[term + 1] = total;
        idf[term] = Math.log(1 + (documents - length + 0.5) / (length + 0.5));
      });
      const all = new Uint32Array(total);
      const raw = impact ? new Float32Array(total) : new Float32Array(0);
      let maxImpact = 0;
      keys.forEach((key, term) => {
        const list = lists.get(key);
        if (!list) return;
        lists.delete(key);
        const start = offsets[term] as number;
        const length = list.documents.length;
        const impacts = impact
          ? list.documents.map((document, at) => impact(list.frequencies[at] as number, document))
          : undefined;
        // Only a list too long to be read whole needs its most telling entries first.
        const ranks = length > MAX_READ ? rankOf(list.documents, impacts, order) : undefined;
        for (let at = 0; at < length; at += 1) {
          const from = ranks ? (ranks[at] as number) : at;
          all[start + at] = list.documents[from] as number;
          if (impacts) {
            const value = impacts[from] as number;
            raw[start + at] = value;
            if (value > maxImpact) maxImpact = value;
          }
        }
      });
      const impacts = Uint8Array.from(raw, (value) =>
        Math.max(1, Math.round((value / (maxImpact || 1)) * 255)),
      );
      return { keys, offsets, documents: all, impacts, maxImpact: maxImpact || 1, idf };
    },
  };
}

/** Positions of a list's entries, most telling first. */
function rankOf(
  documents: readonly number[],
  impacts: readonly number[] | undefined,
  order: ((document: number) => number) | undefined,
): Uint32Array {
  const positions = Uint32Array.from(documents, (_, at) => at);
  return positions.sort(
    (a, b) =>
      (impacts ? (impacts[b] as number) - (impacts[a] as number) : 0) ||
      (order ? order(documents[a] as number) - order(documents[b] as number) : 0) ||
      a - b,
  );
}

export function postingsSections(name: string, postings: Postings): Record<string, Section> {
  return {
    [`${name}.keys`]: postings.keys,
    [`${name}.offsets`]: postings.offsets,
    [`${name}.documents`]: postings.documents,
    [`${name}.impacts`]: postings.impacts,
    [`${name}.idf`]: postings.idf,
    [`${name}.max`]: Float32Array.of(postings.maxImpact),
  };
}

export function postingsFrom(name: string, file: Unpacked): Postings {
  return {
    keys: file.f64(`${name}.keys`),
    offsets: file.u32(`${name}.offsets`),
    documents: file.u32(`${name}.documents`),
    impacts: file.u8(`${name}.impacts`),
    idf: file.f32(`${name}.idf`),
    maxImpact: file.f32(`${name}.max`)[0] ?? 1,
  };
}
