import type { MessageKind, MessageKindWeights } from '../answering/message-kind.ts';
import { MESSAGE_KINDS, kindTerms } from '../answering/message-kind.ts';
import type { Random } from './random.ts';

export interface KindExample {
  readonly tokens: readonly string[];
  readonly kind: MessageKind;
  readonly weight: number;
}

const EPOCHS = 18;
const RATE = 0.4;
const DECAY = 2e-4;
const LEAST_COUNT = 2;
const SMALLEST = 0.05;

/** Multinomial logistic regression by stochastic gradient descent over sparse terms. */
export function learnMessageKind(
  examples: readonly KindExample[],
  random: Random,
): MessageKindWeights {
  const counts = new Map<string, number>();
  const rows = examples.map((example) => ({ ...example, terms: kindTerms(example.tokens) }));
  for (const { terms } of rows)
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const known = new Map(
    [...counts].filter(([, count]) => count >= LEAST_COUNT).map(([term], at) => [term, at]),
  );
  const width = MESSAGE_KINDS.length;
  const weights = new Float64Array(known.size * width);
  const bias = new Float64Array(width);
  const order = rows.map((_, at) => at);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = random.below(at + 1);
      [order[at], order[other]] = [order[other] as number, order[at] as number];
    }
    const rate = RATE / (1 + epoch / 4);
    for (const position of order) {
      const row = rows[position] as (typeof rows)[number];
      const scale = 1 / Math.sqrt(Math.max(1, row.terms.length));
      const ids = row.terms.flatMap((term) => known.get(term) ?? []);
      const sums = Array.from(bias);
      for (const id of ids)
        for (let k = 0; k < width; k += 1)
          sums[k] = (sums[k] ?? 0) + (weights[id * width + k] ?? 0) * scale;
      const top = Math.max(...sums);
      const raised = sums.map((sum) => Math.exp(sum - top));
      const total = raised.reduce((sum, value) => sum + value, 0);
      const target = MESSAGE_KINDS.indexOf(row.kind);
      for (let k = 0; k < width; k += 1) {
        const error = ((raised[k] ?? 0) / total - (k === target ? 1 : 0)) * row.weight;
        bias[k] = (bias[k] ?? 0) - rate * error * 0.2;
        for (const id of ids) {
          const at = id * width + k;
          weights[at] = (weights[at] ?? 0) * (1 - rate * DECAY) - rate * error * scale;
        }
      }
    }
  }
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const terms: Record<string, number[]> = {};
  for (const [term, id] of [...known].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const row = Array.from(weights.subarray(id * width, (id + 1) * width), round);
    if (row.some((weight) => Math.abs(weight) >= SMALLEST)) terms[term] = row;
  }
  return { bias: Array.from(bias, round), terms, note: `${examples.length} messages` };
}
