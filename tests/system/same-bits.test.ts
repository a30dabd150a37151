/** What is promised to be the same bits on every backend: initial weights, masks, and the order of the data. */
import type { Backend } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bits, compiled, someDigits } from './nets.ts';

const [first, ...others] = Object.keys(backends);

/** Everything that a seed decides, as text. */
async function drawn(backend: Backend): Promise<Record<string, Record<string, string>>> {
  const model = compiled(backend);
  const result: Record<string, Record<string, string>> = { weights: bits(await model.getWeights()) };
  // Twice the same batch size, an odd one, and steps on both sides of 2³¹.
  for (const [step, batchSize] of [
    [0, 32],
    [1, 32],
    [7, 5],
    [123_456, 32],
    [4_000_000_000, 3],
  ] as const)
    // prettier-ignore
    result[`masks of step ${step}`] = bits(await model.masks(step, { batchSize }));
  await model.dispose();
  return result;
}

/** The backend, with a note of the labels of each training step. */
function listening(backend: Backend, steps: number[][]): Backend {
  return {
    ...backend,
    async compile(graph, options) {
      const executable = await backend.compile(graph, options);
      if (!graph.inputs.some(({ name }) => name === 'y')) return executable;
      const run = executable.run.bind(executable);
      executable.run = (inputs) => {
        steps.push([...inputs['y']!.data]);
        return run(inputs);
      };
      // Runs in place would pass the listener by.
      executable.inPlace = () => null;
      return executable;
    },
  };
}

describe('the same bits on every backend', () => {
  const expected = drawn(backends[first!]!());

  it.each(others)(`weights and masks: ${first} and %s`, async (name) => {
    expect(await drawn(backends[name]!())).toEqual(await expected);
  });

  it('weights and masks of another seed are others', async () => {
    const model = compiled(backends[first!]!(), 12);
    const { weights } = await expected;
    const [path] = Object.keys(weights!);
    expect(bits(await model.getWeights())[path!]).not.toBe(weights![path!]);
    expect(bits(await model.masks(0))).not.toEqual((await expected)['masks of step 0']);
    await model.dispose();
  });

  it('a mask has one draw where the noise shape is 1, and keeps a unit as often as its rate says', async () => {
    const model = compiled(backends[first!]!());
    const masks = await model.masks(0, { batchSize: 2000 });
    expect(masks['threeSites/shared']!.shape).toEqual([1, 12]);
    const perUnit = masks['threeSites/perUnit']!;
    for (let j = 0; j < 12; j++) {
      let kept = 0;
      for (let row = 0; row < 2000; row++) kept += perUnit.data[row * 12 + j]!;
      // Five standard deviations of a binomial with 2,000 draws, at most 0.056; unit 0 is never dropped.
      expect(Math.abs(kept / 2000 - (1 - j / 12)), `unit ${j}`).toBeLessThanOrEqual(j === 0 ? 0 : 0.056);
    }
    await model.dispose();
  });

  it('the order of the data, over two epochs', async () => {
    const orders: Record<string, number[][]> = {};
    const { x } = someDigits();
    for (const name of Object.keys(backends)) {
      const steps: number[][] = (orders[name] = []);
      const model = compiled(listening(backends[name]!(), steps));
      // Labels cannot number 150 rows, so ten classes in a fixed pattern stand for them.
      const labels = Int32Array.from({ length: 150 }, (_, row) => (row * row + Math.floor(row / 7)) % 10);
      await model.fit(x, labels, { epochs: 2, batchSize: 32, verbose: 0 });
      await model.dispose();
    }
    const [one, ...rest] = Object.values(orders);
    expect(one!.map((labels) => labels.length)).toEqual([32, 32, 32, 32, 22, 32, 32, 32, 32, 22]);
    expect(one!.slice(0, 5)).not.toEqual(one!.slice(5));
    for (const order of rest) expect(order).toEqual(one);
  });
});
