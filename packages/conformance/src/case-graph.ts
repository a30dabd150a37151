/** Turns a case into the graph that a backend is given, and into what the op's definition makes of it. */
import { interpret } from '@bernoulli/api/ir/interpret';
import {
  GraphBuilder,
  arrayFrom,
  gradients,
  ops,
  type Graph,
  type OpAttrs,
  type OpName,
  type Ref,
  type TensorData,
  type Values,
} from '@bernoulli/api/ir';
import type { CaseArray, GradientCase, ValueCase } from './case.ts';

/** The operands as inputs `x0`, `x1`, …; the result as output `y`. */
export function valueGraph<O extends OpName>(op: O, c: Pick<ValueCase<O>, 'inputs' | 'attrs'>): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: { y: b.node(op, ops[op].arity === 0 ? [] : operands(b, c.inputs), ownAttrs(c.attrs)) } });
}

/** What an op makes of operands, by its definition in double precision: nothing in it is rounded to `f32`. */
export function outputOf<O extends OpName>(op: O, inputs: readonly CaseArray[], attrs: OpAttrs<O>): CaseArray {
  const { dtype, shape, data } = interpret(valueGraph(op, { inputs, attrs }), feed({ inputs })).outputs['y']!;
  return { dtype, shape, data: Array.from(data) };
}

/** The same with the operands as constants, which some engines fold before they run. */
export function constantGraph<O extends OpName>(op: O, c: ValueCase<O>): Graph {
  const b = new GraphBuilder();
  const inputs = c.inputs.map((x) => b.constant(arrayFrom(x.dtype, x.data), x.shape));
  return b.build({ outputs: { y: b.node(op, inputs, ownAttrs(c.attrs)) } });
}

/** The gradient of Σ upstream · op with respect to each operand asked for, as outputs `g0`, `g1`, … by operand. */
export function gradientGraph<O extends OpName>(op: O, c: GradientCase<O>): Graph {
  const b = new GraphBuilder();
  const inputs = operands(b, c.inputs);
  const upstream = b.input('upstream', 'f32', c.upstream.shape);
  const loss = b.reduceSum(b.mul(b.node(op, inputs, ownAttrs(c.attrs)), upstream));
  const found = gradients(
    b,
    loss,
    c.wrt.map((i) => inputs[i]!),
  );
  return b.build({ outputs: Object.fromEntries(c.wrt.map((i, at) => [`g${i}`, found[at]!])) });
}

/** What to feed the graph of a case. */
export function feed(c: { readonly inputs: readonly CaseArray[]; readonly upstream?: CaseArray }): Values {
  const values = c.inputs.map((x, i) => [`x${i}`, tensor(x)] as const);
  return Object.fromEntries(c.upstream === undefined ? values : [...values, ['upstream', tensor(c.upstream)]]);
}

/** A case's numbers as a backend takes them. */
export function tensor({ dtype, shape, data }: CaseArray): TensorData {
  return { dtype, shape, data: arrayFrom(dtype, data) };
}

/** Attributes anew, so that a backend that writes to them harms only itself. */
export function ownAttrs<A>(attrs: A): A {
  return frozen(structuredClone(attrs));
}

/** Graphs inside attributes are frozen as all graphs are; arrays of numbers cannot be. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

function operands(b: GraphBuilder, inputs: readonly CaseArray[]): Ref[] {
  return inputs.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
}
