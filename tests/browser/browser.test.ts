/** The same run in Node and in a page: the same masks and initial weights, bit for bit, and the same training. */
import { fileURLToPath } from 'node:url';
import type { Backend } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { backends } from '../system/backends.ts';
import { bundle, findBrowser, open } from './browser.ts';
import { run, type Story } from './browser-run.ts';

const browser = findBrowser();
const page = fileURLToPath(new URL('browser-page.ts', import.meta.url));

/** Our own backend brings its arithmetic along: plain WebAssembly SIMD leaves nothing to the machine. */
const plain = (): Backend => cpu({ simd: 'plain' });
const ours: Readonly<Record<string, () => Backend>> = { cpu: plain, 'cpu, two threads': plain };
const theirs = ['tfjs (cpu)', 'tfjs (wasm)'];

describe.skipIf(browser === undefined).each([{ isolated: false }, { isolated: true }])(
  `in a browser${browser === undefined ? ': 4 tests skipped, no Chromium found (CHROME names one)' : ''}, %o`,
  (options) => {
    let stories: Record<string, Story>;

    beforeAll(async () => {
      stories = (await open(browser!, await bundle(page, ['@bernoulli/source']), options)) as typeof stories;
    }, 30_000);

    it.each(Object.keys(ours))('%s trains as in Node, to the bit', async (name) => {
      expect(stories[name]!).toEqual(await run(ours[name]!()));
    });

    it.each(theirs)('%s trains as in Node', async (name) => {
      const [there, here] = [stories[name]!, await run(backends[name]!())];
      expect(there.masks).toEqual(here.masks);
      expect(there.initial).toEqual(here.initial);
      expect(there.losses).toHaveLength(24);
      there.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i]!, 5));
    });
  },
);
