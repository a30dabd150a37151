/** Runs the tests of all workspaces in one vitest and ends with their totals: `npm test [-- vitest's arguments]`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node } from './child.mjs';
import { root, setup } from './setup.mjs';

/**
 * A file that fails to load holds no tests that could fail, so it counts as one itself.
 *
 * @param {import('vitest/reporters').JsonTestResults} report
 */
function totalsOf(report) {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

await setup();
const folder = mkdtempSync(join(tmpdir(), 'bernoulli-test-'));
const file = join(folder, 'report.json');
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const code = await node([vitest, 'run', '--root', root, ...reporters, ...process.argv.slice(2)]);

let totals = { passed: 0, failed: 0, skipped: 0 };
try {
  totals = totalsOf(JSON.parse(readFileSync(file, 'utf8')));
} catch (error) {
  console.error(`No test report: ${error}`);
}
rmSync(folder, { recursive: true, force: true });

// An error outside all tests, or no test at all, fails the run too, and then the totals must say so.
const failed = code !== 0 && totals.failed === 0 ? 1 : totals.failed;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`${totals.passed} passed, ${failed} failed${skipped}`);
process.exitCode = code === 0 && failed > 0 ? 1 : code;
