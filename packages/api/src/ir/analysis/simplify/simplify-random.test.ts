/** Random small programs over the ops that simplify rewrites: the simplified program means the same, to the sign of zero. */
import { expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../../builder.ts';
import { check } from '../../check.ts';
import type { Graph } from '../../graph.ts';
import { interpret, type Value } from '../../interpret/index.ts';
import { simplify } from './simplify.ts';
import { broadcast, sizeOf, type Shape } from '../../shape.ts';
import { fillBits, key } from '../../random/threefry.ts';

const shapes: readonly Shape[] = [[], [3], [1, 3], [2, 1], [2, 3]];
/** Exact under the arithmetic below, so that folding in f32 and interpreting in f64 agree to the bit. */
const constants = [0, -0, 1, -1, 2, 0.5];
const traps = [0, -0, 1, -1, 0.5, -2, Infinity, -Infinity, NaN];

function randomProgram(seed: number): Graph {
  const words = new Uint32Array(400);
  fillBits(key(seed), words);
  let at = 0;
  const pick = <T>(from: readonly T[]): T => from[words[at++]! % from.length]!;
  const b = new GraphBuilder();
  const pool: Ref[] = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
  const other = (x: Ref): Ref => pick(pool.filter((y) => broadcast(x.shape, y.shape) !== null));
  const writers: readonly ((x: Ref) => Ref)[] = [
    (x) => b.add(x, other(x)),
    (x) => b.sub(x, other(x)),
    (x) => b.mul(x, other(x)),
    (x) => b.minimum(x, other(x)),
    (x) => b.div(x, pick([1, -1, 0.5, 0])),
    (x) => b.select(b.greater(x, other(x)), x, pick(constants)),
    (x) => b.select(b.scalar(pick([0, 1]), 'bool'), x, other(x)),
    (x) => b.neg(x),
    (x) => b.abs(x),
    (x) => b.floor(x),
    (x) => b.reshape(x, pick([[sizeOf(x.shape)], [1, ...x.shape], [...x.shape, 1]])),
    (x) => b.transpose(x, pick([x.shape.map((_, i) => i), x.shape.map((_, i) => x.shape.length - 1 - i)])),
    (x) => b.broadcastTo(x, pick([x.shape, broadcast(x.shape, [2, 3]) ?? x.shape])),
    (x) => b.add(x, pick(constants)),
    (x) => b.mul(pick(constants), x),
    (x) => b.sub(x, pick(constants)),
    (x) => b.mul(x, b.constant(new Float32Array(3).fill(pick(constants)))),
    (x) => b.cast(b.cast(b.less(x, 1), 'f32'), 'f32'),
  ];
  const startsWithThree = (x: Ref): boolean => x.shape.length === 0 || x.shape.at(-1) === 3 || x.shape.at(-1) === 1;
  for (const value of constants.slice(0, 3)) pool.push(b.scalar(value));
  for (let i = 0; i < 24; i++) pool.push(pick(writers)(pick(pool.filter(startsWithThree))));
  return b.build({ outputs: { a: pool.at(-1)!, b: pool.at(-2)!, c: pool.at(-5)! } });
}

function inputsOf(graph: Graph, seed: number): Record<string, Value> {
  return Object.fromEntries(
    graph.inputs.map(({ name, node }, i) => {
      const { shape } = graph.nodes[node]!;
      const words = new Uint32Array(sizeOf(shape));
      fillBits(key(seed * 101 + i), words);
      return [name, { dtype: 'f32', shape, data: Float64Array.from(words, (w) => traps[w % traps.length]!) }];
    }),
  );
}

it('means the same in 400 random programs', () => {
  let removed = 0;
  for (let seed = 0; seed < 400; seed++) {
    const graph = randomProgram(seed);
    const small = simplify(graph);
    check(small);
    removed += graph.nodes.length - small.nodes.length;
    expect(simplify(small)).toEqual(small);
    const inputs = inputsOf(graph, seed);
    expect(interpret(small, inputs), `program ${seed}`).toEqual(interpret(graph, inputs));
  }
  expect(removed).toBeGreaterThan(400);
});
