/**
 * Random programs of many ops, with state and a commit flag, on every build against the interpreter, to the bit: all values
 * are small whole numbers, so no rounding hides a wrong buffer, a wrong order or an update in the wrong place.
 */
import {
  GraphBuilder,
  simplify,
  sizeOf,
  type Backend,
  type Executable,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpret, type Value } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { chooser } from './chooser.ts';
import { variants } from './variants.ts';

const PROGRAMS = 150;
const RUNS = 4;

const R = 3;
const C = 7;
const shapes: Shape[] = [[R, C], [C], [R, 1], [], [R, C], [1, C]];

function whole(shape: Shape, { below }: ReturnType<typeof chooser>): TensorData {
  return { dtype: 'f32', shape, data: Float32Array.from({ length: sizeOf(shape) }, () => below(17) - 8) };
}

function program(seed: number): Graph {
  const { below, of } = chooser(seed);
  const b = new GraphBuilder();
  const clamp = (x: Ref): Ref => b.maximum(b.minimum(x, 500), -500);
  const inputs = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
  const states = [[R, C], [R, C], [C], []].map((shape, i) => b.input(`s${i}`, 'f32', shape));
  const floats: Ref[] = [...inputs, ...states];
  const flags: Ref[] = [b.greater(inputs[0]!, 0)];
  const pick = (): Ref => (below(3) === 0 ? of(floats) : of(floats.slice(-5)));
  const matrix = (): Ref => b.broadcastTo(pick(), [R, C]);
  const push = (x: Ref): void => void floats.push(x.shape.length > 2 ? b.reshape(x, [R, C]) : x);
  const moves: (() => void)[] = [
    () => push(clamp(b.add(pick(), pick()))),
    () => push(b.sub(matrix(), pick())),
    () => push(clamp(b.mul(pick(), of([-1, 2, 3])))),
    () => push(b.floor(b.mul(pick(), 0.5))),
    () => push(b.maximum(pick(), pick())),
    () => push(b.abs(pick())),
    () => push(b.neg(matrix())),
    () => flags.push(b.less(matrix(), pick())),
    () => flags.push(b.and(of(flags), b.not(of(flags)))),
    () => push(b.select(of(flags), pick(), matrix())),
    () => push(b.cast(of(flags), 'f32')),
    () => push(b.cast(b.cast(pick(), 'i32'), 'f32')),
    () => push(clamp(b.reduceSum(matrix(), [0]))),
    () => push(clamp(b.reduceSum(matrix(), [1], true))),
    () => push(b.reduceMax(matrix(), [1], true)),
    () => push(b.reshape(b.transpose(matrix(), [1, 0]), [R, C])),
    () => push(clamp(b.matMul(b.matMul(clamp8(matrix()), clamp8(matrix()), { transposeB: true }), clamp8(matrix())))),
    () => push(b.concat([b.slice(matrix(), [1, 0], [2, C]), b.slice(matrix(), [0, 0], [1, C])], 0)),
    () => push(b.stopGradient(pick())),
    () => push(b.reshape(b.abs(b.reshape(matrix(), [C, R])), [R, C])),
    () => loop(1 + below(4)).forEach(push),
  ];
  /** Some results of a loop over matrices, with a count, whose steps use values from around it, and at times loop themselves. */
  const loop = (steps: number, deep = false): Ref[] => {
    const rows = Array.from({ length: steps }, () => b.reshape(matrix(), [1, R, C]));
    const [around, square] = [pick(), clamp8(b.matMul(matrix(), matrix(), { transposeA: true }))];
    const { all, last } = b.scan({
      init: [matrix(), b.scalar(below(5), 'i32')],
      xs: [b.concat(rows, 0), b.iota([steps], 0)],
      reverse: below(2) === 0,
      step: ([h, n], [x, i]) => {
        const count = b.cast(b.add(n!, i!), 'f32');
        const ways = [
          () => b.add(h!, x!),
          () => b.select(b.greater(h!, around), x!, h!),
          () => b.add(b.matMul(clamp8(h!), square), x!),
          () => b.add(b.mul(b.reduceMax(x!, [1], true), count), b.sub(h!, around)),
          () => (deep ? b.neg(h!) : b.add(h!, loop(2, true)[0]!)),
        ];
        const next = clamp(b.broadcastTo(of(ways)(), [R, C]));
        return [next, b.add(n!, 2), b.sub(next, h!), b.reduceSum(b.cast(b.less(x!, count), 'f32'), [0])];
      },
    });
    const results = [
      () => last(0),
      () => b.cast(last(1), 'f32'),
      () => clamp(b.reduceSum(all(0), [0])),
      () => b.slice(all(2), [steps - 1, 0, 0], [1, R, C]),
      () => clamp(b.reduceSum(all(3), [0])),
      () => b.cast(b.reduceSum(all(1)), 'f32'),
    ];
    return [of(results)(), of(results)()].map((x) =>
      deep ? b.broadcastTo(x.shape.length > 2 ? b.reshape(x, [R, C]) : x, [R, C]) : x,
    );
  };
  const clamp8 = (x: Ref): Ref => b.maximum(b.minimum(x, 8), -8);
  for (let i = 0; i < 6 + below(40); i++) of(moves)();
  const next = (state: Ref): Ref => {
    const same = floats.filter((f) => String(f.shape) === String(state.shape));
    return below(4) === 0 ? of(same) : clamp(b.add(state, of(same)));
  };
  return b.build({
    outputs: { y: floats.at(-1)!, z: of(floats), flag: of(flags), old: of(states) },
    state: states.map((node, i) => ({ name: `s${i}`, node, next: below(6) === 0 ? null : next(node) })),
    commit: below(2) === 0 ? null : b.greater(b.reduceSum(inputs[1]!), 0),
  });
}

/** An executable whose memory, but for what it holds itself, is full of NaN: no program may count on zeros. */
async function soiled(backend: Backend): Promise<Executable> {
  const b = new GraphBuilder();
  const root = await backend.compile(b.build({ outputs: { x: b.input('x', 'f32', []) } }));
  const dirt = new GraphBuilder();
  const graph = dirt.build({ outputs: { y: dirt.add(dirt.input('x', 'f32', [50_000]), NaN) } });
  const dirty = await backend.compile(graph, { shareState: root });
  await dirty.run({ x: { dtype: 'f32', shape: [50_000], data: new Float32Array(50_000) } });
  await dirty.dispose();
  return root;
}

const plainly = (data: ArrayLike<number>): number[] => Array.from(data, (x) => x + 0);

describe.each(variants)('cpu(%o)', (options) => {
  it.each(Array.from({ length: PROGRAMS }, (_, i) => i))('runs program %i as the interpreter does', async (seed) => {
    const written = program(seed);
    const graph = seed % 2 === 0 ? written : simplify(written);
    const draw = chooser(1000 + seed);
    const backend = cpu(options);
    const executable = await backend.compile(graph, { shareState: await soiled(backend) });
    let state: Record<string, Value | TensorData> = {};
    for (const { name, node } of graph.state) {
      state[name] = whole(graph.nodes[node]!.shape, draw);
      await executable.writeState(name, state[name] as TensorData);
    }
    for (let run = 0; run < RUNS; run++) {
      const inputs = Object.fromEntries(shapes.map((shape, i) => [`x${i}`, whole(shape, draw)]));
      const expected = interpret(graph, inputs, state);
      const outputs = await executable.run(inputs);
      for (const [name, value] of Object.entries(expected.outputs))
        expect(plainly(outputs[name]!.data), `${name} of run ${run}`).toEqual(plainly(value.data));
      for (const [name, value] of Object.entries(expected.state))
        expect(plainly((await executable.readState(name)).data), `state ${name} after run ${run}`).toEqual(
          plainly(value.data),
        );
      state = expected.state;
    }
    await executable.dispose();
  });
});
