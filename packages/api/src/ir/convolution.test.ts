/** Convolutions in simpler ops are the convolutions, and what is none is refused. */
import { describe, expect, it } from 'vitest';
import { expandOps } from './analysis/expand-ops.ts';
import { GraphBuilder } from './builder.ts';
import type { ConvAttrs } from './convolution.ts';
import { gradients } from './grad.ts';
import { interpret, type Value } from './interpret/index.ts';
import { sizeFrom } from './open-size.ts';
import { BATCH, sizeOf, type Shape } from './shape.ts';

const noise = (shape: Shape, salt: number): Value => ({
  dtype: 'f32',
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * i + salt)),
});
const plain: ConvAttrs = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };

describe('expanded', () => {
  it.each<[string, Shape, Shape, Partial<ConvAttrs>]>([
    ['plain', [2, 5, 6, 3], [3, 2, 3, 4], {}],
    ['padded', [2, 5, 6, 3], [3, 3, 3, 4], { before: [1, 1], after: [1, 1] }],
    ['padded on one side', [1, 4, 4, 2], [2, 2, 2, 3], { before: [0, 1], after: [1, 0] }],
    ['in strides', [2, 7, 6, 2], [3, 2, 2, 3], { strides: [2, 3], before: [1, 0] }],
    ['dilated', [1, 7, 7, 2], [3, 3, 2, 2], { dilations: [2, 3] }],
    ['in groups', [2, 5, 5, 4], [2, 3, 2, 6], { groups: 2, before: [1, 0] }],
    ['by channel', [2, 5, 5, 3], [3, 3, 1, 6], { groups: 3, strides: [2, 1] }],
    ['one by one', [2, 3, 4, 3], [1, 1, 3, 5], {}],
    ['one by one, in strides', [2, 5, 4, 3], [1, 1, 3, 5], { strides: [2, 2] }],
    ['over everything', [2, 3, 4, 2], [3, 4, 2, 5], {}],
  ])('%s', (_, x, w, some) => {
    const b = new GraphBuilder();
    const [input, kernel] = [b.input('x', 'f32', x), b.input('w', 'f32', w)];
    const y = b.conv(input, kernel, { ...plain, ...some });
    const loss = b.reduceSum(b.mul(y, b.sin(y)));
    const [dx, dw] = gradients(b, loss, [input, kernel]);
    const graph = b.build({ outputs: { y, dx: dx!, dw: dw! } });
    const small = expandOps(graph, (op) => !op.startsWith('conv'));
    expect(small.nodes.filter(({ op }) => op.startsWith('conv'))).toEqual([]);
    const values = { x: noise(x, 1), w: noise(w, 2) };
    const [whole, parts] = [interpret(graph, values).outputs, interpret(small, values).outputs];
    for (const name of ['y', 'dx', 'dw']) {
      expect(parts[name]!.shape).toEqual(whole[name]!.shape);
      parts[name]!.data.forEach((value, i) => expect(value).toBeCloseTo(whole[name]!.data[i]!, 10));
    }
  });
});

describe('shapes', () => {
  const type = (x: Shape, w: Shape, some: Partial<ConvAttrs> = {}): Shape => {
    const b = new GraphBuilder();
    return b.conv(b.input('x', 'f32', x), b.input('w', 'f32', w), { ...plain, ...some }).shape;
  };

  it('may have any batch, and any size: places that zeros make up for are as many, others follow', () => {
    expect(type([BATCH, 5, 5, 1], [3, 3, 1, 2])).toEqual([BATCH, 3, 3, 2]);
    expect(type([BATCH, -2, 5, 1], [3, 3, 1, 2], { before: [2, 0] })).toEqual([BATCH, -2, 3, 2]);
    expect(type([BATCH, -2, 5, 1], [3, 3, 1, 2])).toEqual([BATCH, sizeFrom(-2, { plus: -2 }), 3, 2]);
  });

  it.each<[Shape, Shape, Partial<ConvAttrs>, RegExp]>([
    [[1, 5, 5], [3, 3, 1], {}, /strides, dilations, before and after must be 1 whole numbers/],
    [[1, 5, 5, 2], [3, 2, 2], {}, /of one rank from 3 up/],
    [[1, 2, 5, 1], [3, 3, 1, 1], {}, /a window of 3 is larger than the padded input. Received 2/],
    [[1, 3, 5, 1], [3, 3, 1, 1], { dilations: [2, 1] }, /a window of 3, 5 with its gaps, is larger/],
    [[1, 5, 5, 3], [3, 3, 3, 4], { groups: 2 }, /2 groups must divide the 3 channels and the 4 filters/],
    [[1, 5, 5, 4], [3, 3, 4, 4], { groups: 2 }, /a window must have 2 channels/],
    [[1, 5, 5, 1], [3, 3, 1, 1], { strides: [0, 1] }, /strides, dilations, before and after must be/],
  ])('are refused: %j and %j with %j', (x, w, some, message) => {
    expect(() => type(x, w, some)).toThrow(message);
  });
});
