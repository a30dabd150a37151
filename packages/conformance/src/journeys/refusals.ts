/** More that must be refused, each with its code, and what must not be: values under names that nobody asked for. */
import { GraphBuilder, type Executable, type Graph, type Node, type TensorData } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32 } from '../data.ts';
import { expectFailure, expectValue, session, type Journey } from './journey.ts';

function adding(): Graph {
  const b = new GraphBuilder();
  const [x, n, flag] = [b.input('x', 'f32', [2]), b.input('n', 'i32', [2]), b.input('flag', 'bool', [])];
  const s = b.input('s', 'f32', [2]);
  const next = b.add(s, b.select(flag, x, b.cast(n, 'f32')));
  return b.build({ outputs: { next }, state: [{ name: 's', node: s, next }] });
}

const good = (): Record<string, TensorData> => ({
  x: tensor(f32([2], [1, 2])),
  n: tensor(i32([2], [3, 4])),
  flag: tensor(bool([], [1])),
});

/** What is no array of the dtype, for a value of two elements of `f32`. */
const WRONG: Readonly<Record<string, unknown>> = {
  'a Float64Array': { dtype: 'f32', shape: [2], data: Float64Array.of(1, 2) },
  'a plain array': { dtype: 'f32', shape: [2], data: [1, 2] },
  'an Int32Array': { dtype: 'f32', shape: [2], data: Int32Array.of(1, 2) },
  'a Uint8Array': { dtype: 'f32', shape: [2], data: Uint8Array.of(1, 2) },
  'bytes of a buffer': { dtype: 'f32', shape: [2], data: new ArrayBuffer(8) },
  'no array': { dtype: 'f32', shape: [2] },
  'an array under the name of another dtype': { dtype: 'i32', shape: [2], data: Float32Array.of(1, 2) },
  'an array without a type': Float32Array.of(1, 2),
  nothing: undefined,
  null: null,
};

const arrays: Journey = {
  name: 'wrong arrays are refused, whatever they hold',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(adding());
      await program.run(good());
      for (const [what, value] of Object.entries(WRONG)) {
        await expectFailure(`${what} as input`, 'DTYPE', () => program.run({ ...good(), x: value as TensorData }));
        await expectFailure(`${what} as state`, 'DTYPE', () => program.writeState('s', value as TensorData));
      }
      const n = { dtype: 'i32', shape: [2], data: Float32Array.of(1, 2) } as const;
      await expectFailure('numbers for whole numbers', 'DTYPE', () => program.run({ ...good(), n }));
      const flag = { dtype: 'bool', shape: [], data: Int32Array.of(1) } as const;
      await expectFailure('numbers for truth values', 'DTYPE', () => program.run({ ...good(), flag }));
      const long = { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2, 3) } as const;
      await expectFailure('too many elements', 'SHAPE', () => program.run({ ...good(), x: long }));
      await expectFailure('too many elements of state', 'SHAPE', () => program.writeState('s', long));
      await expectFailure('another rank', 'SHAPE', () => program.run({ ...good(), x: tensor(f32([2, 1], [1, 2])) }));
      await expectFailure('one missing of three', 'NAME', () => program.run({ x: good()['x']!, n: good()['n']! }));
      expectValue('the state after the refusals', await program.readState('s'), f32([2], [1, 2]));
      expectValue('a good run after them', (await program.run(good()))['next'], f32([2], [2, 4]));
    }),
};

const undeclared: Journey = {
  name: 'values that no input asks for are left alone, also under the name of a state',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(adding());
      await program.run(good());
      const more = { s: tensor(f32([2], [50, 50])), next: tensor(f32([1], [5])), other: null as unknown as TensorData };
      expectValue('the output', (await program.run({ ...good(), ...more }))['next'], f32([2], [2, 4]));
      expectValue('the state', await program.readState('s'), f32([2], [2, 4]));
    }),
};

const foreign: Journey = {
  name: 'sharing the state of what the backend did not compile is refused',
  run: (backend) =>
    session(backend, async (compile) => {
      const stranger = await interpreter().compile(adding());
      for (const [what, value] of Object.entries({
        'an executable of another backend': stranger,
        'an object': {} as Executable,
      }))
        await expectFailure(what, ['BACKEND', 'STATE', 'CONFIG', 'GRAPH'], () =>
          compile(adding(), { shareState: value }),
        );
      await stranger.dispose();
      const program = await compile(adding());
      expectValue('a good run after it', (await program.run(good()))['next'], f32([2], [1, 2]));
    }),
};

/** The graph with something changed, frozen as the builder does it. */
function changed(change: Partial<{ -readonly [K in keyof Graph]: unknown }>): Graph {
  return Object.freeze({ ...adding(), ...change }) as Graph;
}

/** The graph with something changed in one node. */
function withNode(place: number, change: Readonly<Record<string, unknown>>): Graph {
  const nodes = adding().nodes.map((node, i) => (i === place ? (Object.freeze({ ...node, ...change }) as Node) : node));
  return changed({ nodes: Object.freeze(nodes) });
}

const frozen = <T extends object>(...list: readonly T[]): readonly T[] =>
  Object.freeze(list.map((one) => Object.freeze(one)));

const graphs: Journey = {
  name: 'graphs that break a rule are refused',
  run: (backend) =>
    session(backend, async (compile) => {
      const { nodes, state, inputs } = adding();
      const last = nodes.length - 1;
      const refused: Readonly<Record<string, Graph>> = {
        'another version': changed({ irVersion: 2 }),
        'no version': changed({ irVersion: undefined }),
        'an input that is not declared': changed({ inputs: Object.freeze(inputs.slice(1)) }),
        'an input under another name': changed({
          inputs: frozen({ ...inputs[0]!, name: 'y' }, ...inputs.slice(1)),
        }),
        'two outputs of one name': changed({ outputs: frozen({ name: 'y', node: 0 }, { name: 'y', node: 1 }) }),
        'a state that is no input': changed({ state: frozen({ ...state[0]!, node: last }) }),
        'a next value of another type': changed({ state: frozen({ ...state[0]!, next: 1 }) }),
        'a verdict that is no truth value': changed({ commit: 0 }),
        'an operand that comes later': withNode(last, { inputs: Object.freeze([last, last]) }),
        'an operand too few': withNode(last, { inputs: Object.freeze([0]) }),
        'a node of a wrong shape': withNode(last, { shape: Object.freeze([3]) }),
        'a node of a wrong dtype': withNode(last, { dtype: 'i32' }),
      };
      for (const [what, graph] of Object.entries(refused)) await expectFailure(what, 'GRAPH', () => compile(graph));
      await expectFailure('an op that there is not', ['GRAPH', 'UNSUPPORTED'], () =>
        compile(withNode(last, { op: 'addOrSo' })),
      );
      await expectFailure('an op by the name of what every object has', ['GRAPH', 'UNSUPPORTED'], () =>
        compile(withNode(last, { op: 'toString' })),
      );
      const program = await compile(adding());
      expectValue('a good graph after them', (await program.run(good()))['next'], f32([2], [1, 2]));
    }),
};

export const refusals: readonly Journey[] = [arrays, undeclared, foreign, graphs];
