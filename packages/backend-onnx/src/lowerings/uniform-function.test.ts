/** Noise drawn inside an ONNX graph has the bits of the library's own generator, whatever ORT's optimizer does to the graph. */
import { fillUniform, GraphBuilder, threefry2x32, type Shape } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { lowerGraph } from '../export/lower-graph.ts';
import { encodeModel } from '../proto/encode.ts';
import { sessionOptions } from '../runtime/options.ts';
import { findRuntime } from '../runtime/find-runtime.ts';

const levels = ['disabled', 'basic', 'extended', 'all'] as const;
const ort = await findRuntime();

function uniformModel(shape: Shape): Uint8Array {
  const b = new GraphBuilder();
  const key = b.input('key', 'i32', [2]);
  const offset = b.input('offset', 'i32', []);
  const graph = b.build({ outputs: { u: b.uniform(key, shape, offset) } });
  const bytes = encodeModel(lowerGraph(graph, graph, { name: 'noise' }));
  expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/Random|Bernoulli|Dropout/);
  return bytes;
}

async function draw(
  level: (typeof levels)[number],
  shape: Shape,
  key: readonly number[],
  offset = 0,
): Promise<Float32Array> {
  const options = { ...sessionOptions('cpu', 1), graphOptimizationLevel: level };
  const session = await ort.InferenceSession.create(uniformModel(shape), options);
  try {
    const feeds = {
      key: new ort.Tensor('int32', Int32Array.from(key), [2]),
      offset: new ort.Tensor('int32', Int32Array.of(offset), []),
    };
    return (await session.run(feeds))['u']!.data as Float32Array;
  } finally {
    await session.release();
  }
}

describe.each(levels)('at optimization level %s', (level) => {
  it.each([
    { key: [0, 0], shape: [1] },
    { key: [0x13198a2e, 0x03707344], shape: [3, 5, 7] },
    { key: [0xffffffff, 0x80000000], shape: [1031] },
  ])('draws fillUniform’s numbers for $shape', async ({ key, shape }) => {
    const want = new Float32Array(shape.reduce((m, n) => m * n, 1));
    fillUniform([key[0]!, key[1]!], want);
    expect(await draw(level, shape, key)).toEqual(want);
  });

  it('counts on 64 bits, in rows', async () => {
    const [rows, offset] = [70_000, 61_356];
    // The first row begins below 2³² and the second above it.
    const want = new Float32Array(2 * rows);
    fillUniform([1, 2], want, offset * rows);
    expect(offset * rows).toBeLessThan(2 ** 32);
    expect((offset + 2) * rows).toBeGreaterThan(2 ** 32);
    expect(await draw(level, [2, rows], [1, 2], offset)).toEqual(want);
  });
});

it('reproduces the known answer of the generator’s authors', async () => {
  // Threefry-2x32-20, key and counter zero: 6b200159 99ba4efe (Random123, kat_vectors).
  expect(threefry2x32([0, 0], [0, 0])).toEqual([0x6b200159, 0x99ba4efe]);
  const bits = (0x6b200159 ^ 0x99ba4efe) >>> 0;
  expect([...(await draw('all', [], [0, 0]))]).toEqual([(bits >>> 9) * 2 ** -23]);
});
