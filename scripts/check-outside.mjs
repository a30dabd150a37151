/**
 * Plays strangers, by hand: the packed packages in Node on each backend, in a page that Vite built, in Bun and in Deno. All must
 * draw the mask that `npm start` draws, and train to the same losses. What is not there is skipped, and counted.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBrowser } from '../tests/browser/browser.ts';
import { createProject, install } from './outside/project.mjs';
import { runVitePage } from './outside/vite-page.mjs';
import { withPackages } from './pack.mjs';

/** @typedef {{ mask: string, losses: number[] }} Story */

/** The mask of SimpleNet's first step under seed 1, on every backend. */
const MASK = '137cdd349bd1';

/** What a stranger installs beside our packages. */
const OTHERS = { '@tensorflow/tfjs-backend-wasm': '^4.22.0', vite: '^8.3.0' };
/** Each in a folder of its own, where the scripts of packages run: they put the programs in their places. */
const RUNTIMES = /** @type {const} */ (['bun', 'deno']);

const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {readonly number[] | undefined} */
let losses;

/**
 * Runs one visit and says how it went: a text is the reason why there was none.
 *
 * @param {string} name
 * @param {() => Promise<unknown>} visit
 */
async function attempt(name, visit) {
  try {
    const answer = await visit();
    if (typeof answer === 'string') {
      counts.skipped++;
      return console.log(`skipped  ${name}: ${answer}`);
    }
    const story = /** @type {Story} */ (answer);
    if (story.mask !== MASK) throw new Error(`drew ${story.mask}, not ${MASK}`);
    const wanted = (losses ??= story.losses);
    const apart = Math.max(...wanted.map((loss, i) => Math.abs(loss - (story.losses[i] ?? NaN))));
    if (!(apart < 1e-4)) throw new Error(`the losses are ${apart} apart`);
    counts.passed++;
    console.log(`passed   ${name}: ${story.mask}, losses ${apart.toExponential(1)} apart`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED   ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Runs a program to its end and reads the story that it prints last.
 *
 * @param {string} program @param {readonly string[]} args @param {string} cwd
 * @returns {Promise<Story>}
 */
async function tell(program, args, cwd) {
  const { stdout } = await promisify(execFile)(program, args, { cwd, timeout: 120_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

await withPackages(async (packed, folder) => {
  const project = join(folder, 'outside');
  createProject(project, packed, OTHERS);
  if ((await install(project, ['--ignore-scripts'])) !== 0) throw new Error('The packed packages cannot be installed.');

  const compile = ['--import', import.meta.resolve('tsx'), 'run.ts'];
  for (const backend of ['cpu', 'tfjs', 'onnx'])
    await attempt(`Node, ${backend}`, () => tell(process.execPath, [...compile, backend], project));

  const browser = findBrowser();
  await attempt('Vite page in Chromium, cpu', async () =>
    browser === undefined ? 'no Chromium found (CHROME names one)' : runVitePage(browser, project),
  );

  const tools = join(folder, 'runtimes');
  for (const runtime of RUNTIMES)
    await attempt(`${runtime}, cpu`, async () => {
      createProject(join(tools, runtime), [], { [runtime]: '*' });
      const bin = join(tools, runtime, 'node_modules/.bin', runtime);
      if ((await install(join(tools, runtime), ['--ignore-scripts=false'])) !== 0 || !existsSync(bin))
        return 'it cannot be installed from npm';
      return tell(bin, ['run', ...(runtime === 'deno' ? ['--allow-all'] : []), 'run.ts', 'cpu'], project);
    });
});

const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
