/** What a page carries for SimpleNet on cpu(): nothing that it did not ask for, and no more than docs/in-the-browser.md says. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const page = `
import { Dense, Dropout, Model } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
class SimpleNet extends Model {
  dense1 = new Dense({ units: 64, activation: 'relu' });
  dropout = new Dropout({ rate: 0.5 });
  dense2 = new Dense({ units: 10, activation: 'softmax' });
  call(x) {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}
const model = new SimpleNet({ name: 'simpleNet' });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], backend: cpu() });
globalThis.model = model;`;

/** Rooms of the api of which such a page uses a part, and the part; by path below `packages/api/src`. */
const used: readonly RegExp[] = [/^layers\/(core\/dense|classes)/, /^dropout\/kinds\/(index|unit\/dropout)\.ts/];
const rooms = /^(layers|dropout\/kinds|storage|ir\/interpret)\//;

it('leaves out layers, kinds of dropout and storage that it does not name, and stays below its size', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: page, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@bernoulli/source'],
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const carried = Object.entries(output!.inputs).flatMap(([file, { bytesInOutput }]) => {
    const [, path] = /packages\/api\/src\/(.+)/.exec(file) ?? [];
    return path !== undefined && bytesInOutput > 0 ? [path] : [];
  });
  expect(carried).toContain('layers/core/dense.ts');
  expect(carried.filter((path) => rooms.test(path) && !used.some((part) => part.test(path)))).toEqual([]);
  expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThan(128_000);
});
