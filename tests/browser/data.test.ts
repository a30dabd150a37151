/** The same files in Node and in a page, under a policy that allows no code but the page's own: the same arrays, weights and classes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundle, findBrowser, open } from './browser.ts';
import { readAll, type DataStory } from './data-run.ts';

const browser = findBrowser();
const page = fileURLToPath(new URL('data-page.ts', import.meta.url));

const fixture = (name: string): Record<string, never> =>
  JSON.parse(readFileSync(new URL(`../../packages/data/test/fixtures/${name}.json`, import.meta.url), 'utf8')) as never;
const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');

function files(): Readonly<Record<string, Buffer>> {
  const numpy = fixture('numpy') as unknown as { npy: { name: string; file: string }[]; npz: { deflated: string } };
  const keras = fixture('keras') as unknown as { deep: { list: string } };
  return {
    'array.npy': decode(numpy.npy.find(({ name }) => name === 'Fortran order, big-endian')!.file),
    'arrays.npz': decode(numpy.npz.deflated),
    'labels.gz': gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4)),
    'table.csv': Buffer.from('a;b;kind\n1.5;2;x\n3;4;y\n'),
    'weights.npz': decode(keras.deep.list),
  };
}

describe.skipIf(browser === undefined)(
  `files in a browser${browser === undefined ? ': 1 test skipped, no Chromium found (CHROME names one)' : ''}`,
  () => {
    it('are read as in Node', async () => {
      const all = files();
      const answer = (name: string): Response =>
        all[name] === undefined ? new Response(null, { status: 404 }) : new Response(new Uint8Array(all[name]));
      const here = await readAll(async (name) => answer(name));
      const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
      const there = (await open(browser!, await bundle(page, ['@bernoulli/source']), {
        policy,
        files: all,
      })) as DataStory;
      expect(there).toEqual(here);
      expect(here['refused']).toEqual(['FILE']);
      expect(here['npy']![1]).toEqual([2, 3, 4]);
      expect(here['csv']!.slice(2)).toEqual([
        [0, 1],
        ['a', 'b'],
        ['x', 'y'],
      ]);
    }, 30_000);
  },
);
