import { existsSync, readFileSync } from 'node:fs';

/** Adds the evaluation and the checks before the tests to vitest's counts; prints the closing line. */
const [resultsPath = '', testsExit = '1', evaluationExit = '1'] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;
if (existsSync(resultsPath)) {
  const results = JSON.parse(readFileSync(resultsPath, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  passed = results.numPassedTests;
  failed = results.numFailedTests;
  skipped = results.numPendingTests + results.numTodoTests;
  // A file that cannot be loaded has no tests to fail; it still is a failure.
  failed += results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
}
if (testsExit !== '0' && failed === 0) failed += 1;
if (evaluationExit === '0') passed += 1;
else failed += 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
