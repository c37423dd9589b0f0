import hnsw from 'hnswlib-node';

/** Nearest labels by cosine, in hnswlib-node (Malkov and Yashunin 2018). */
export interface VectorIndex {
  readonly size: number;
  /** Positions and cosines of the nearest vectors, nearest first. */
  nearest(
    vector: Float32Array,
    count: number,
  ): { readonly positions: readonly number[]; readonly cosines: readonly number[] };
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
  return wrap(index, position);
}

/** Throws when the file is not an index of these dimensions. */
export function loadVectorIndex(path: string, dimensions: number): VectorIndex {
  const index = new hnsw.HierarchicalNSW('cosine', dimensions);
  index.readIndexSync(path);
  return wrap(index, index.getCurrentCount());
}

function wrap(index: InstanceType<typeof hnsw.HierarchicalNSW>, size: number): VectorIndex {
  index.setEf(EF_SEARCH);
  return {
    size,
    nearest(vector, count) {
      if (size === 0) return { positions: [], cosines: [] };
      const { neighbors, distances } = index.searchKnn(Array.from(vector), Math.min(count, size));
      return { positions: neighbors, cosines: distances.map((distance) => 1 - distance) };
    },
    store: (path) => {
      index.writeIndexSync(path);
    },
  };
}
