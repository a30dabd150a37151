/** What several threads share: the bits are those of one. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { cpu, type CpuOptions } from '../src/index.ts';
import { routinesModule } from '../src/routines/builds.ts';
import { noise } from './noise.ts';

const [ROWS, WIDE, NARROW] = [61, 203, 37];

/** A step with a product of every layout, a convolution and its gradients, a softmax, noise, sums of all kinds and an update in place. */
function step(): Graph {
  const b = new GraphBuilder();
  const [x, w, v] = [b.input('x', 'f32', [ROWS, WIDE]), b.input('w', 'f32', [WIDE, NARROW]), b.input('v', 'f32', [3])];
  const noisy = b.mul(x, b.uniform(b.constant(Int32Array.of(3, 4)), [ROWS, WIDE], b.constant(Int32Array.of(5), [])));
  const y = b.softmax(b.matMul(noisy, w));
  const gradient = b.matMul(noisy, y, { transposeA: true });
  const back = b.matMul(y, w, { transposeB: true });
  const total = b.reduceSum(b.mul(back, back));
  const images = b.reshape(b.slice(noisy, [0, 0], [ROWS, 196]), [ROWS, 14, 14, 1]);
  const kernel = b.sin(b.cast(b.iota([3, 3, 1, 5], 3), 'f32'));
  const attrs = { strides: [2, 1], dilations: [1, 1], before: [1, 0], after: [1, 2], groups: 1 };
  const seen = b.conv(images, kernel, attrs);
  const bySeen = b.convInput(seen, kernel, { ...attrs, size: [14, 14] });
  const byKernel = b.convKernel(images, seen, { ...attrs, size: [3, 3] });
  return b.build({
    outputs: {
      seen,
      bySeen,
      byKernel,
      y,
      total,
      columns: b.reduceSum(back, [0]),
      rows: b.reduceMax(back, [1]),
      unused: v,
    },
    state: [{ name: 'w', node: w, next: b.sub(w, b.mul(gradient, 0.1)) }],
  });
}

async function train(options: CpuOptions, steps = 5): Promise<(readonly number[])[]> {
  const executable = await cpu(options).compile(step());
  await executable.writeState('w', noise(1, [WIDE, NARROW]));
  const bits: (readonly number[])[] = [];
  for (let i = 0; i < steps; i++) {
    const outputs = await executable.run({ x: noise(10 + i, [ROWS, WIDE]), v: noise(2, [3]) });
    for (const { data } of Object.values(outputs)) bits.push([...data]);
  }
  bits.push([...(await executable.readState('w')).data]);
  await executable.dispose();
  return bits;
}

describe.each(['plain', true] as const)('threads, simd %s', (simd) => {
  it('give the same bits in any number, wherever the work is cut', async () => {
    const one = await train({ simd, threads: 1 });
    for (const [threads, grain] of [
      [2, 0],
      [3, 0],
      [7, 0],
      [2, 2000],
      [2, 20_000],
    ] as const)
      expect(await train({ simd, threads, grain })).toEqual(one);
  });
});

it('give the same bits while a program tries what they are worth', async () => {
  // Trials begin behind 32 runs.
  expect(await train({ threads: 2, grain: 0 }, 120)).toEqual(await train({ threads: 1 }, 120));
});

it('are not started for small graphs', async () => {
  let started = 0;
  const count = (): void => void started++;
  process.on('worker', count);
  const startedFor = async (options: CpuOptions): Promise<number> => {
    // More threads than the tests above have left idle.
    await (await cpu({ threads: 9, ...options }).compile(step())).dispose();
    await new Promise((done) => setImmediate(done));
    return started;
  };
  expect(await startedFor({})).toBe(0);
  expect(await startedFor({ grain: 0 })).toBeGreaterThan(0);
  process.off('worker', count);
});

it('run the build with fused multiply-add where the host has it', async () => {
  expect(await routinesModule('relaxed', true)).not.toBeNull();
});
