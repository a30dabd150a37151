/**
 * What holds of an op wherever it stands: its operands stay what they are, nothing is left of an earlier run, and an operand may
 * be computed, a state, a constant, or the same value as another.
 */
import {
  BernoulliError,
  GraphBuilder,
  ops,
  type Backend,
  type Executable,
  type Graph,
  type OpAttrs,
  type OpName,
  type Ref,
} from '@bernoulli/api/ir';
import { cases } from './all-cases.ts';
import type { CaseArray, ValueCase } from './case.ts';
import { outputOf, ownAttrs, tensor } from './case-graph.ts';
import { compare } from './compare.ts';
import { bool, map, noise, wholeNoise } from './data.ts';
import { expectValue, session } from './journeys/journey.ts';
import { shapesOf } from './sweeps/shapes.ts';
import { tolerances } from './tolerance.ts';

interface Use {
  readonly op: OpName;
  readonly name: string;
  readonly run: (backend: Backend) => Promise<void>;
}

/** A case of an op that has several elements, to be used in many ways. */
function exampleOf<O extends OpName>(op: O): ValueCase<O> | undefined {
  const values = cases[op].values as readonly ValueCase<O>[];
  if (op === 'input' || ops[op].arity === 0) return undefined;
  return values.find((c) => c.kind === 'plain' && c.inputs.some(({ data }) => data.length > 2));
}

/** Other numbers that the op takes as well: each in the place of the one before it, and half of what has halves. */
function others(x: CaseArray): CaseArray {
  const rotated = [...x.data.slice(1), ...x.data.slice(0, 1)];
  return { ...x, data: x.dtype === 'f32' ? rotated.map((v) => v / 2) : rotated };
}

/** What is handed in where the graph turns signs and truth values about. */
const turned = (x: CaseArray): CaseArray =>
  map(x, (v) => (x.dtype === 'bool' ? 1 - v : x.dtype === 'i32' ? -v | 0 : -v));

const feed = (inputs: readonly CaseArray[]) => Object.fromEntries(inputs.map((x, i) => [`x${i}`, tensor(x)]));

function expectResult<O extends OpName>(
  what: string,
  op: O,
  of: ValueCase<O>,
  inputs: readonly CaseArray[],
  got: Awaited<ReturnType<Executable['run']>>,
  name = 'y',
): void {
  const c = { ...of, inputs, output: outputOf(op, inputs, of.attrs) };
  const row = tolerances[op];
  const slack = of.tolerance === undefined ? row.slack?.(c) : undefined;
  const value = got[name];
  const problem = value === undefined ? 'is missing' : compare(value, c.output, of.tolerance ?? row.value, slack);
  if (problem !== null) throw new Error(`${what}: ${problem}`);
}

/**
 * y = op(−x…), and afterwards |−x|, which shows what has become of the operands. Not `computed`: of x itself, and x, for a
 * backend that has the op alone.
 */
function keeping<O extends OpName>(op: O, c: ValueCase<O>, computed: boolean): Graph {
  const b = new GraphBuilder();
  const operands = c.inputs.map(({ dtype, shape }, i) => {
    const x = b.input(`x${i}`, dtype, shape);
    return !computed ? x : dtype === 'bool' ? b.not(x) : b.neg(x);
  });
  const y = b.node(op, operands, ownAttrs(c.attrs));
  const shown = (h: Ref): Ref => (!computed ? h : h.dtype === 'bool' ? b.cast(h, 'i32') : b.abs(h));
  return b.build({ outputs: { y, ...Object.fromEntries(operands.map((h, i) => [`kept ${i}`, shown(h)])) } });
}

/** The graph of computed operands, or where an op of it is missing the other. */
async function compileEither(
  compile: Backend['compile'],
  graph: (computed: boolean) => Graph,
): Promise<{ readonly program: Executable; readonly computed: boolean }> {
  try {
    return { program: await compile(graph(true)), computed: true };
  } catch (error) {
    if (!BernoulliError.is(error) || error.code !== 'UNSUPPORTED') throw error;
    return { program: await compile(graph(false)), computed: false };
  }
}

/** An elementwise op on many elements: buffers of that size are used again, small ones perhaps not. */
function longOnes<O extends OpName>(op: O): Use[] {
  const found = (cases[op].values as readonly ValueCase<O>[]).find((c) => c.period !== undefined);
  if (ops[op].kind !== 'elementwise' || found === undefined) return [];
  const cut = found.inputs.map((x) => ({ ...x, shape: [2053], data: x.data.slice(0, 2053) }));
  const c = { ...found, inputs: cut };
  return [{ ...again(op, c), name: 'on 2053 other numbers, with its operands kept' }];
}

function again<O extends OpName>(op: O, c: ValueCase<O>): Use {
  const [first, second] = [c.inputs, c.inputs.map(others)];
  return {
    op,
    name: 'again on other numbers, with its operands kept',
    run: (backend) =>
      session(backend, async (compile) => {
        const { program, computed } = await compileEither(compile, (turn) => keeping(op, c, turn));
        for (const [run, inputs] of [first, second, first].entries()) {
          const got = await program.run(feed(computed ? inputs.map(turned) : inputs));
          expectResult(`run ${run}`, op, c, inputs, got);
          inputs.forEach((x, i) => {
            expectValue(`operand ${i} after run ${run}`, got[`kept ${i}`], computed ? magnitudeOf(x) : x);
          });
        }
      }),
  };
}

/** |x|, or a truth value as a number. */
const magnitudeOf = (x: CaseArray): CaseArray =>
  x.dtype === 'bool' ? map(x, Number, 'i32') : map(x, x.dtype === 'i32' ? wrappedAbs : Math.abs);

const wrappedAbs = (v: number): number => Math.abs(v) | 0;

function ofState<O extends OpName>(op: O, c: ValueCase<O>): Use {
  return {
    op,
    name: 'of state that is written between runs',
    run: (backend) =>
      session(backend, async (compile) => {
        const b = new GraphBuilder();
        const states = c.inputs.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
        const y = b.node(op, states, ownAttrs(c.attrs));
        const state = states.map((node, i) => ({ name: `x${i}`, node, next: null }));
        const program = await compile(b.build({ outputs: { y }, state }));
        for (const inputs of [c.inputs, c.inputs.map(others)]) {
          for (const [i, x] of inputs.entries()) await program.writeState(`x${i}`, tensor(x));
          for (const run of ['a run', 'another run']) expectResult(run, op, c, inputs, await program.run({}));
          for (const [i, x] of inputs.entries()) expectValue(`state ${i}`, await program.readState(`x${i}`), x);
        }
      }),
  };
}

/** One operand after the other is a constant. */
function withConstants<O extends OpName>(op: O, c: ValueCase<O>): Use {
  return {
    op,
    name: 'with one operand constant',
    run: (backend) =>
      session(backend, async (compile) => {
        const b = new GraphBuilder();
        const inputs = c.inputs.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
        const outputs = c.inputs.map((x, at) => {
          const constant = b.constant(tensor(x).data, x.shape);
          return [`constant ${at}`, b.node(op, inputs.with(at, constant), ownAttrs(c.attrs))] as const;
        });
        const program = await compile(b.build({ outputs: Object.fromEntries(outputs) }));
        for (const run of [0, 1]) {
          // The constant stays where the others change.
          const fed = run === 0 ? c.inputs : c.inputs.map(others);
          const got = await program.run(feed(fed));
          c.inputs.forEach((x, at) => expectResult(`operand ${at}`, op, c, fed.with(at, x), got, `constant ${at}`));
        }
      }),
  };
}

/** f(x, x), for each dtype that is taken. */
function ofOneValue<O extends OpName>(op: O): Use[] {
  if (op === 'matMul') return squares();
  const { arity, infer } = ops[op];
  if (ops[op].kind !== 'elementwise' || arity !== 2) return [];
  const samples = [
    noise([3, 5], 61, -2, 2),
    wholeNoise([3, 5], 62, -9, 9),
    bool([3, 5], [...'101100111000101'].map(Number)),
  ];
  const attrs = {} as OpAttrs<O>;
  return samples.flatMap((x) => {
    try {
      (infer as (types: readonly CaseArray[], attrs: OpAttrs<O>) => unknown)([x, x], attrs);
    } catch {
      return [];
    }
    return [squared(op, x, attrs, `one ${x.dtype} for both operands`)];
  });
}

/** A matrix times itself, each way. */
function squares(): Use[] {
  const x = noise([5, 5], 63, -2, 2);
  return [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => {
      const words = transposeA || transposeB ? `, ${transposeA ? 'aᵀ' : 'a'} · ${transposeB ? 'aᵀ' : 'a'}` : '';
      return squared('matMul', x, { transposeA, transposeB }, `one f32 for both operands${words}`);
    }),
  );
}

function squared<O extends OpName>(op: O, x: CaseArray, attrs: OpAttrs<O>, name: string): Use {
  const graph = (computed: boolean): Graph => {
    const b = new GraphBuilder();
    const x0 = b.input('x0', x.dtype, x.shape);
    const h = !computed ? x0 : x.dtype === 'bool' ? b.not(x0) : b.neg(x0);
    return b.build({ outputs: { y: b.node(op, [h, h], ownAttrs(attrs)) } });
  };
  const run = (backend: Backend) =>
    session(backend, async (compile) => {
      const { program, computed } = await compileEither(compile, graph);
      const got = await program.run(feed([computed ? turned(x) : x]));
      expectResult('y', op, { inputs: [x, x], attrs } as unknown as ValueCase<O>, [x, x], got);
    });
  return { op, name, run };
}

/** One program for all. */
function inManyShapes<O extends OpName>(op: O, list: readonly ValueCase<O>[]): Use {
  return {
    op,
    name: 'in shapes of every kind',
    run: (backend) =>
      session(backend, async (compile) => {
        const b = new GraphBuilder();
        const all = list.map((c) => ({ ...c }));
        const name = (at: number, i: number): string => `x${at} ${i}`;
        const outputs = all.map(({ inputs, attrs }, at) => {
          const operands = inputs.map(({ dtype, shape }, i) => b.input(name(at, i), dtype, shape));
          return [`y${at}`, b.node(op, operands, ownAttrs(attrs))] as const;
        });
        const program = await compile(b.build({ outputs: Object.fromEntries(outputs) }));
        const fed = all.flatMap(({ inputs }, at) => inputs.map((x, i) => [name(at, i), tensor(x)] as const));
        const got = await program.run(Object.fromEntries(fed));
        for (const [at, c] of all.entries()) expectResult(c.name, op, c, c.inputs, got, `y${at}`);
      }),
  };
}

/** By op. */
export function usesOf(op: OpName): readonly Use[] {
  const shapes = shapesOf(op);
  const many = shapes.length === 0 ? [] : [inManyShapes(op, shapes)];
  const c = exampleOf(op);
  if (c === undefined) return many;
  const example = { ...c };
  return [
    ...many,
    again(op, example),
    ...longOnes(op),
    ofState(op, example),
    ...(example.inputs.length > 1 ? [withConstants(op, example)] : []),
    ...ofOneValue(op),
  ];
}
