/**
 * Shows how fast convolutions run: `node scripts/source.mjs apps/bench/src/convolutions.ts`. One 3 × 3 convolution from 32 to 32 channels on 64
 * images of 28 × 28, its two gradients, and the product of matrices of the same size, on one thread of `cpu()`, by the time of the processor.
 */
import { GraphBuilder, sizeOf, type Ref } from '@bernoulli/api/ir';
import { cpu } from '@bernoulli/backend-cpu';
import { figure, toText } from './report/table.ts';
import { median } from './statistics.ts';

const [IMAGES, WINDOW] = [
  [64, 28, 28, 32],
  [3, 3, 32, 32],
];
const attrs = { strides: [1, 1], dilations: [1, 1], before: [1, 1], after: [1, 1], groups: 1 };
/** Runs, after as many that warm up. */
const ROUNDS = 9;
/** Of each of the four. */
const OPERATIONS = 2 * 64 * 28 * 28 * 9 * 32 * 32;

type Write = (b: GraphBuilder, a: Ref, c: Ref) => Ref;

const works: readonly [name: string, a: readonly number[], c: readonly number[], write: Write][] = [
  ['convolution', IMAGES, WINDOW, (b, x, w) => b.conv(x, w, attrs)],
  ['gradient by its input', IMAGES, WINDOW, (b, y, w) => b.convInput(y, w, { ...attrs, size: [28, 28] })],
  ['gradient by its kernel', IMAGES, IMAGES, (b, x, y) => b.convKernel(x, y, { ...attrs, size: [3, 3] })],
  ['product of that size', [64 * 28 * 28, 288], [288, 32], (b, x, w) => b.matMul(x, w)],
];

async function millisecondsOf([, a, c, write]: (typeof works)[number]): Promise<number> {
  const b = new GraphBuilder();
  const y = write(b, b.input('a', 'f32', a), b.input('c', 'f32', c));
  const executable = await cpu({ threads: 1, sparse: false }).compile(b.build({ outputs: { y } }));
  const { inputs, run } = executable.inPlace!()!;
  for (const [name, shape] of [
    ['a', a],
    ['c', c],
  ] as const)
    inputs[name]!.set(Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i)));
  const times: number[] = [];
  for (let round = -ROUNDS; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times.push((user + system) / 1000);
  }
  await executable.dispose();
  return median(times);
}

const rows: string[][] = [];
for (const work of works) {
  const ms = await millisecondsOf(work);
  rows.push([work[0], figure(ms), figure(OPERATIONS / ms / 1e6)]);
}
console.log(
  toText({
    title: `3 × 3, 32 → 32, 28 × 28, batch 64, one thread, ${process.version}`,
    head: ['', 'ms', 'GFLOP/s'],
    rows,
  }),
);
