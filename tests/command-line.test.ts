/** What a program of this workspace says of a command line that is wrong. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('onnx/main.ts', import.meta.url));
const here = fileURLToPath(new URL('probe', import.meta.url));
const start = ['--conditions=@bernoulli/source', '--import', 'tsx', program];

it.each([
  ['an option that there is not', ['--frob'], "Unknown option '--frob'."],
  ['a folder that there is not', ['/nowhere'], 'There is no folder /nowhere.'],
  ['a folder without a case', [here], `There is no model.onnx below ${here}.`],
])('names %s, and the usage, and ends with 2', (_, args, problem) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [...start, ...args], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.split('\n')).toEqual([problem, expect.stringMatching(/^Usage: npm run onnx-tests -- DIR /), '']);
});
