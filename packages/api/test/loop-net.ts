/** A small loop, for tests. */
import { GraphBuilder, type Ref } from '../src/ir/builder.ts';
import type { Graph, NodeOf } from '../src/ir/graph.ts';
import type { Value } from '../src/ir/interpret/index.ts';
import { sizeOf, type Shape } from '../src/ir/shape.ts';
import type { WrittenLoop } from '../src/ir/write-loop.ts';

export const value = (shape: Shape, salt: number): Value => ({
  dtype: 'f32',
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + i * 1.7 + salt)),
});

export interface Net {
  readonly b: GraphBuilder;
  readonly x: Ref;
  readonly h: Ref;
  readonly w: Ref;
  readonly loop: WrittenLoop;
}

export const shapes = { x: [4, 2, 3], h: [2, 3], w: [3, 3] } as const;
export const values = { x: value(shapes.x, 0), h: value(shapes.h, 1), w: value(shapes.w, 2) };

/** h′ = tanh(h · 2w + x), and the sum of its squares. */
export function net(batch = 2, b = new GraphBuilder()): Net {
  const [x, h, w] = [b.input('x', 'f32', [4, batch, 3]), b.input('h', 'f32', [batch, 3]), b.input('w', 'f32', [3, 3])];
  const loop = b.scan({
    init: [h],
    xs: [x],
    step: ([state], [now]) => {
      const next = b.tanh(b.add(b.matMul(state!, b.mul(w, 2)), b.mul(now!, 1)));
      return [next, b.reduceSum(b.mul(next, next), [1])];
    },
  });
  return { b, x, h, w, loop };
}

export const scans = (graph: Graph): NodeOf<'scan'>[] =>
  graph.nodes.filter((node): node is NodeOf<'scan'> => node.op === 'scan');
