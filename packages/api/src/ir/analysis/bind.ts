/** Symbols become sizes: makes a graph for any batch into one that a backend can compile. */
import { fail } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { OpName } from '../ops/index.ts';
import { resolveSize } from '../open-size.ts';
import { printShape, type Shape } from '../shape.ts';
import { rewrite } from './rewrite.ts';

/**
 * The graph with every symbolic size replaced, and all types inferred anew.
 *
 * @param sizes By symbol, as in `{ [BATCH]: 32 }`; symbols that the graph does not use are ignored.
 * @throws BernoulliError `SHAPE` when a symbol stays without a size, or a size is not a whole number from 0 up.
 * @example
 * ```ts
 * import { BATCH, bind, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.exp(b.input('x', 'f32', [BATCH, 3])) } });
 * bind(graph, { [BATCH]: 32 }).nodes[1]!.shape; // => [32, 3]
 * ```
 */
export function bind(graph: Graph, sizes: Readonly<Record<number, number>>): Graph {
  for (const [symbol, size] of Object.entries(sizes))
    if (!Number.isSafeInteger(size) || size < 0)
      fail('SHAPE', {
        who: 'bind',
        what: `the size of ${printShape([Number(symbol)])} must be a whole number from 0 up`,
        received: size,
      });
  const replace = (shape: Shape): Shape =>
    shape.map((n) => resolveSize(n, (symbol) => sizes[symbol] ?? unbound(shape, symbol)));
  // Nodes of one loop have one body, before and after.
  const bodies = new Map<Graph, Graph>();
  const bodyOf = (body: Graph): Graph => {
    if (!bodies.has(body)) bodies.set(body, bound(body));
    return bodies.get(body)!;
  };
  const bound = (one: Graph): Graph =>
    rewrite(one, (id, b, at) => {
      const { op, inputs, attrs } = one.nodes[id]!;
      return b.node<OpName>(op, inputs.map(at), bindAttrs(attrs, replace, bodyOf) as never);
    });
  return bound(graph);
}

/**
 * The attributes that carry shapes are called `shape` and `sizes` in every op, a shape or one size `size`, graphs `body`, and the steps of these
 * `length`: bodies stay as they are where nothing is said.
 */
export function bindAttrs<A extends object>(
  attrs: A,
  replace: (shape: Shape) => Shape,
  bodyOf: (body: Graph) => Graph = (body) => body,
): A {
  const { shape, sizes, size, body, length } = attrs as {
    shape?: Shape;
    sizes?: Shape;
    size?: Shape | number;
    body?: Graph;
    length?: number;
  };
  return {
    ...attrs,
    ...(shape && { shape: replace(shape) }),
    ...(sizes && { sizes: replace(sizes) }),
    ...(size !== undefined && { size: typeof size === 'number' ? replace([size])[0] : replace(size) }),
    ...(body && { body: bodyOf(body), length: replace([length!])[0] }),
  };
}

function unbound(shape: Shape, symbol: number): never {
  return fail('SHAPE', { who: 'bind', what: `no size was given for ${printShape([symbol])} in ${printShape(shape)}` });
}
