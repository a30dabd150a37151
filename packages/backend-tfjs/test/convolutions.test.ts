/** Which convolutions TF.js computes by a kernel of its own, and which are written as products of matrices. */
import { GraphBuilder, type OpAttrs, type Ref } from '@bernoulli/api/ir';
import { tfjs } from '@bernoulli/backend-tfjs';
import { describe, expect, test } from 'vitest';
import { recordKernels } from './recorded-kernels.ts';

await import('@tensorflow/tfjs-backend-cpu');
await import('@tensorflow/tfjs-backend-wasm');

type Attrs = OpAttrs<'conv'>;

const plain: Attrs = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };

interface Face {
  readonly shapes: readonly (readonly number[])[];
  readonly node: (b: GraphBuilder, a: Ref, c: Ref, attrs: Attrs) => Ref;
}

/** The three faces of one convolution, 6 × 6 places of a window of 3 × 3, for rows that fit the attributes. */
function faces(attrs: Attrs, channels: number, filters: number): Record<'conv' | 'convInput' | 'convKernel', Face> {
  const size = attrs.strides.map(
    (stride, i) => 5 * stride + 2 * attrs.dilations[i]! + 1 - attrs.before[i]! - attrs.after[i]!,
  );
  const [x, w, y] = [
    [2, ...size, channels],
    [3, 3, channels / attrs.groups, filters],
    [2, 6, 6, filters],
  ];
  return {
    conv: { shapes: [x!, w!], node: (b, p, q, a) => b.conv(p, q, a) },
    convInput: { shapes: [y!, w!], node: (b, p, q, a) => b.convInput(p, q, { ...a, size }) },
    convKernel: { shapes: [x!, y!], node: (b, p, q, a) => b.convKernel(p, q, { ...a, size: [3, 3] }) },
  };
}

const own = ['Conv2D', 'DepthwiseConv2dNative'];

describe.each(['cpu', 'wasm'] as const)('%s', (engine) => {
  const backend = tfjs({ engine });
  const called = recordKernels(engine);

  test.each<[string, Attrs, number, number, Record<keyof ReturnType<typeof faces>, string | null>]>([
    ['images', plain, 2, 3, { conv: 'Conv2D', convInput: 'Conv2D', convKernel: engine === 'wasm' ? 'Conv2D' : null }],
    [
      'strides: the gradient by the input is no convolution',
      { ...plain, strides: [2, 1] },
      2,
      3,
      { conv: 'Conv2D', convInput: null, convKernel: engine === 'wasm' ? 'Conv2D' : null },
    ],
    [
      'more zeros than the window reaches: places that see zeros alone',
      { ...plain, before: [3, 0] },
      2,
      3,
      { conv: 'Conv2D', convInput: null, convKernel: engine === 'wasm' ? 'Conv2D' : null },
    ],
    [
      'channels by themselves',
      { ...plain, groups: 4 },
      4,
      4,
      { conv: 'DepthwiseConv2dNative', convInput: 'DepthwiseConv2dNative', convKernel: null },
    ],
    [
      'two filters for each channel',
      { ...plain, groups: 4 },
      4,
      8,
      { conv: 'DepthwiseConv2dNative', convInput: null, convKernel: null },
    ],
    [
      'channels by themselves, in strides and with gaps',
      { ...plain, groups: 4, strides: [2, 2], dilations: [2, 2] },
      4,
      4,
      { conv: null, convInput: null, convKernel: null },
    ],
    ['groups', { ...plain, groups: 2 }, 4, 4, { conv: null, convInput: null, convKernel: null }],
  ])('%s', async (_, attrs, channels, filters, wanted) => {
    for (const [face, { shapes, node }] of Object.entries(faces(attrs, channels, filters))) {
      const b = new GraphBuilder();
      const [p, q] = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
      const run = await backend.compile(b.build({ outputs: { z: node(b, p!, q!, attrs) } }));
      called.length = 0;
      const values = shapes.map((shape, i) => [
        `x${i}`,
        { dtype: 'f32', shape, data: new Float32Array(shape.reduce((n, size) => n * size, 1)) } as const,
      ]);
      await run.run(Object.fromEntries(values));
      const found = called.filter((name) => own.includes(name));
      const want = wanted[face as keyof typeof wanted];
      expect([face, ...found]).toEqual(want === null ? [face] : [face, want]);
      expect(
        called.some((name) => name.startsWith('BatchMatMul')),
        face,
      ).toBe(want === null);
      await run.dispose();
    }
  });
});
