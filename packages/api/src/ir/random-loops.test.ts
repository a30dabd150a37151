/** Random loops, forwards and differentiated once and twice, against the same written out step by step, in double precision. */
import { expect, it } from 'vitest';
import { expandOps } from './analysis/expand-ops.ts';
import { simplify } from './analysis/simplify/simplify.ts';
import { GraphBuilder, type Ref } from './builder.ts';
import { check } from './check.ts';
import { gradients } from './grad.ts';
import type { Graph } from './graph.ts';
import { interpret, type Value } from './interpret/index.ts';
import { sizeOf, type Shape } from './shape.ts';

const shapes: readonly Shape[] = [[2, 3], [3], [], [3, 3], [4, 2, 3], [4, 3], [4]];

/** Numbers from 0 up to and without `n`, by a fixed rule. */
function below(seed: number): (n: number) => number {
  let state = seed * 7919 + 17;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % n;
  };
}

/** A program whose only output is a sum of results of a loop, or of two in a row. */
function program(seed: number): Graph {
  const draw = below(seed);
  const of = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const b = new GraphBuilder();
  const [h, bias, factor, w, ...read] = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
  const square = (x: Ref): Ref => b.matMul(x, w!, { transposeB: draw(2) === 0 });
  const rowOf = (x: Ref): Ref => b.broadcastTo(x, [2, 3]);
  const loop = (first: Ref, depth: number): Ref[] => {
    const xs = read.filter(() => draw(3) > 0);
    if (xs.length === 0) xs.push(read[0]!);
    const { all, last } = b.scan({
      init: [first, b.mul(bias!, 0.5), b.scalar(1, 'i32')],
      xs,
      reverse: draw(2) === 0,
      step: ([state, other, count], now) => {
        const values = [state!, rowOf(other!), rowOf(of(now)), rowOf(bias!), rowOf(factor!), h!];
        const ops: (() => Ref)[] = [
          () => b.tanh(of(values)),
          () => b.mul(of(values), b.sigmoid(of(values))),
          () => b.add(of(values), b.sin(of(values))),
          () => square(b.tanh(of(values))),
          // A constant to the loop written out, whose products are whole in f32 too.
          () => b.mul(of(values), b.mul(b.cast(count!, 'f32'), 0.25)),
          () => b.select(b.greater(of(values), 0), of(values), of(values)),
          () => rowOf(b.reduceSum(of(values), [0], true)),
          () => b.stopGradient(of(values)),
          () => b.cos(of(values)),
        ];
        if (depth > 0) values.push(loop(b.tanh(of(values)), depth - 1)[0]!);
        for (let i = draw(3); i < 4; i++) values.push(b.tanh(of(ops)()));
        const row = b.reshape(b.slice(of(values), [1, 0], [1, 3]), [3]);
        return [values.at(-1)!, b.tanh(b.add(other!, row)), b.add(count!, 1), of(values), b.reduceSum(of(values), [1])];
      },
    });
    const results = [() => last(0), () => last(1), () => all(0), () => all(1), () => all(3), () => all(4)];
    return [rowOf(b.reduceSum(of(results)())), rowOf(b.reduceSum(b.mul(of(results)(), 0.7)))];
  };
  const inner = draw(2);
  const [one, two] = loop(h!, inner);
  const sums = inner > 0 ? [one!, two!] : loop(b.tanh(one!), 0);
  return b.build({ outputs: { loss: b.reduceSum(b.mul(b.sin(sums[0]!), sums[1]!)) } });
}

/** The loss with its gradients, and the gradients of a sum of these. */
function differentiated(graph: Graph): Graph {
  const b = GraphBuilder.from(graph);
  const named = graph.inputs.map(({ name, node }) => [name, b.ref(node)] as const);
  const wrt = named.map(([, ref]) => ref);
  const loss = b.ref(graph.outputs[0]!.node);
  const once = gradients(b, loss, wrt);
  const sum = once.map((g) => b.reduceSum(b.mul(g, b.sin(g)))).reduce((p, q) => b.add(p, q));
  const twice = gradients(b, sum, wrt);
  const outputs = named.flatMap(([name], i) => [
    [`${name} once`, once[i]!] as const,
    [`${name} twice`, twice[i]!] as const,
  ]);
  return b.build({ outputs: { loss, ...Object.fromEntries(outputs) } });
}

const inputs = Object.fromEntries(
  shapes.map((shape, salt): [string, Value] => [
    `x${salt}`,
    {
      dtype: 'f32',
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => 0.8 * Math.sin(2.3 * i + salt)),
    },
  ]),
);

it.each(Array.from({ length: 20 }, (_, i) => i))('loop %i is what it is written out', (seed) => {
  const graph = program(seed);
  check(graph);
  const loops = simplify(differentiated(graph));
  check(loops);
  const plain = simplify(differentiated(expandOps(graph, (op) => op !== 'scan')));
  const [got, want] = [interpret(loops, inputs).outputs, interpret(plain, inputs).outputs];
  for (const [name, { data, shape }] of Object.entries(want)) {
    expect(got[name]!.shape).toEqual(shape);
    data.forEach((v, i) =>
      expect(Math.abs(got[name]!.data[i]! - v) / (1 + Math.abs(v)), `${name}, element ${i}`).toBeLessThan(1e-9),
    );
  }
});
