import { scorePrivacy, SPLITS } from './score.ts';
import type { PrivacyScore } from './score.ts';

/** Asked of the corpus as a whole: every hundredth span at most missed, every hundredth near-miss touched. */
const LEAST_RECALL = 0.99;
const MOST_FALSE_MASKING = 0.01;
const BAR = 20;

const verbose = process.argv.includes('--faults');
for (const split of SPLITS) print(split, scorePrivacy([split]));
const whole = scorePrivacy(SPLITS);
print('all', whole);

if (whole.recall < LEAST_RECALL || whole.falseMasking > MOST_FALSE_MASKING) {
  console.log(`\nBelow the floor: recall ${LEAST_RECALL}, false masking ${MOST_FALSE_MASKING}.`);
  process.exitCode = 1;
}

function print(name: string, score: PrivacyScore): void {
  const spans = score.kinds.reduce((sum, kind) => sum + kind.spans, 0);
  console.log(`\n━━ ${name} · ${spans} spans · ${score.nearMisses} near-misses`);
  console.log(`${'kind'.padEnd(12)}${'n'.padStart(4)}  recall${' '.repeat(BAR + 3)}as its kind`);
  for (const { kind, spans: n, masked, asKind } of score.kinds) {
    const recall = n === 0 ? 1 : masked / n;
    console.log(
      `${kind.padEnd(12)}${String(n).padStart(4)}  ${bar(recall)} ${percent(recall)}  ${asKind}/${n}`,
    );
  }
  console.log(`${'all'.padEnd(16)}  ${bar(score.recall)} ${percent(score.recall)}`);
  console.log(`false masking     ${bar(score.falseMasking)} ${percent(score.falseMasking)}`);
  console.log(`words overreached ${bar(score.overreach)} ${percent(score.overreach)}`);
  if (!verbose) return;
  for (const { id, why } of score.faults) console.log(`  ${id}: ${why}`);
}

function bar(share: number): string {
  const full = Math.round(share * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).padStart(5)} %`;
}
