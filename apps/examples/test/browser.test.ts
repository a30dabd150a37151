/** The same run in Node and in a page: the same masks and initial weights, bit for bit, and the same training. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bundle, findBrowser, open } from './browser.ts';
import { run, type Story } from './browser-run.ts';

const browser = findBrowser();
const names = ['cpu', 'tfjs (cpu)', 'tfjs (wasm)'];
const page = fileURLToPath(new URL('browser-page.ts', import.meta.url));

describe.skipIf(browser === undefined)(
  `in a browser${browser === undefined ? ': 3 tests skipped, no Chromium found (CHROME names one)' : ''}`,
  () => {
    let stories: Record<string, Story>;

    beforeAll(async () => {
      stories = (await open(browser!, await bundle(page, ['@bernoulli/source']))) as typeof stories;
    }, 30_000);

    it.each(names)('%s trains as in Node', async (name) => {
      const [there, here] = [stories[name]!, await run(backends[name]!())];
      expect(there.masks).toEqual(here.masks);
      expect(there.initial).toEqual(here.initial);
      expect(there.losses).toHaveLength(24);
      there.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i]!, 5));
      // Our own backend brings its arithmetic along: WebAssembly without relaxed instructions leaves nothing to the machine.
      if (name === 'cpu') expect(there).toEqual(here);
    });
  },
);
