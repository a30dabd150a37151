/**
 * Breaks a source file in every small way there is, and says which faults no test of its workspace notices:
 * `npm run mutate -- packages/api/src/losses/reduce.ts[:from-to] …`. The files are changed where they lie and put back at the end.
 */
import { existsSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { root } from './setup.mjs';

const paths = process.argv.slice(2);
const workspaces = new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')));
const [workspace] = workspaces;
if (workspaces.size !== 1 || !existsSync(`${root}/${workspace}/vitest.config.ts`)) {
  console.error('Usage: npm run mutate -- PATH[:from-to] … (paths from the root, all in one workspace)');
  process.exit(2);
}

process.chdir(root);
process.env['BERNOULLI_MUTATE'] = workspace;
const results = await new Stryker({
  mutate: paths,
  // Workspaces find each other through links to where they are: a copy of the tree would test the sources that are not mutated.
  inPlace: true,
  tempDirName: 'node_modules/.stryker',
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: true },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: process.stdout.isTTY, logTests: false, reportTests: false },
}).runMutationTest();
const survived = results.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
console.log(`${results.length} mutants, ${survived} survived`);
process.exitCode = survived === 0 ? 0 : 1;
