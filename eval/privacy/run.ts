import { scorePrivacy, SPLITS } from './score.ts';
import type { PrivacyScore } from './score.ts';
import { scoreUntouched } from './untouched.ts';

/** Asked of the corpus as a whole: every hundredth span at most missed, every hundredth near-miss touched. */
const LEAST_RECALL = 0.99;
const MOST_FALSE_MASKING = 0.01;
const BAR = 20;

const verbose = process.argv.includes('--faults');
const parts = SPLITS.map((split) => ({ name: split, score: scorePrivacy([split]) }));
const whole = scorePrivacy(SPLITS);
for (const { name, score } of parts) print(name, score);
print('all', whole);
printByKind();
printUntouched();

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

/** Recall of every kind in every part: found/asked. */
function printByKind(): void {
  const columns = [...parts, { name: 'all', score: whole }];
  console.log(`\n${'kind'.padEnd(12)}${columns.map(({ name }) => name.padStart(10)).join('')}`);
  for (const { kind } of whole.kinds) {
    const cells = columns.map(({ score }) => {
      const found = score.kinds.find((one) => one.kind === kind);
      return (found && found.spans > 0 ? `${found.masked}/${found.spans}` : '–').padStart(10);
    });
    console.log(`${kind.padEnd(12)}${cells.join('')}`);
  }
}

function printUntouched(): void {
  console.log('\nTexts of knowledge/ that masking changes');
  for (const { folder, texts, changed } of scoreUntouched()) {
    const share = percent(texts === 0 ? 0 : changed.length / texts);
    console.log(`${folder.padEnd(12)}${String(changed.length).padStart(5)} of ${texts} ${share}`);
    if (verbose) for (const what of changed) console.log(`  ${what}`);
  }
}

function bar(share: number): string {
  const full = Math.round(share * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1).padStart(5)} %`;
}
