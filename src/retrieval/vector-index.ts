import hnsw from 'hnswlib-node';

/** Nearest labels by cosine, in hnswlib-node (Malkov and Yashunin 2018). */
export interface VectorIndex {
  readonly size: number;
  /** Positions and cosines of the nearest vectors, nearest first. */
  nearest(
    vector: Float32Array,
    count: number,
  ): { readonly positions: readonly number[]; readonly cosines: readonly number[] };
  /** Cosine of one vector of the index with a unit vector. */
  cosine(position: number, vector: Float32Array): number;
  /** Writes the index to a file. */
  store(path: string): void;
}

const M = 12;
const EF_CONSTRUCTION = 80;
const EF_SEARCH = 40;

export function buildVectorIndex(
  dimensions: number,
  vectors: Iterable<Float32Array>,
  size: number,
): VectorIndex {
  const index = new hnsw.HierarchicalNSW('cosine', dimensions);
  index.initIndex({
    maxElements: Math.max(1, size),
    m: M,
    efConstruction: EF_CONSTRUCTION,
    randomSeed: 100,
  });
  let position = 0;
  for (const vector of vectors) {
    index.addPoint(Array.from(vector), position);
    position += 1;
  }
  return wrap(index, position, dimensions);
}

/** Throws when the file is not an index of these dimensions. */
export function loadVectorIndex(path: string, dimensions: number): VectorIndex {
  const index = new hnsw.HierarchicalNSW('cosine', dimensions);
  index.readIndexSync(path);
  return wrap(index, index.getCurrentCount(), dimensions);
}

function wrap(
  index: InstanceType<typeof hnsw.HierarchicalNSW>,
  size: number,
  dimensions: number,
): VectorIndex {
  index.setEf(EF_SEARCH);
  // Read once: asking the index for each candidate of each question would cost more than the search.
  const points = new Float32Array(size * dimensions);
  for (let at = 0; at < size; at += 1) points.set(index.getPoint(at), at * dimensions);
  return {
    size,
    nearest(vector, count) {
      if (size === 0) return { positions: [], cosines: [] };
      const { neighbors, distances } = index.searchKnn(Array.from(vector), Math.min(count, size));
      return { positions: neighbors, cosines: distances.map((distance) => 1 - distance) };
    },
    cosine(position, vector) {
      let sum = 0;
      const from = position * dimensions;
      for (let at = 0; at < dimensions; at += 1)
        sum += (points[from + at] ?? 0) * (vector[at] as number);
      return sum;
    },
    store: (path) => {
      index.writeIndexSync(path);
    },
  };
}
