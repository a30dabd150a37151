/** Operators of two or more operands that broadcast. */
import type { Tensor } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { isNaNGuard } from './nan-guard.ts';
import { flooredQuotient, requireSmall, truncatedQuotient, wrapped } from './integers.ts';
import { inOrder, unsignedQuotient } from './unsigned.ts';

type Pair = (a: Tensor, b: Tensor) => Tensor;

/** Two operands, both of one type. */
function pair(c: NodeCall): [Value, Value] {
  const [a, b] = [c.input(0), c.input(1)];
  requireSame(c, a, b);
  return [a, c.opset < 7 ? laidAlong(c, a, b) : b];
}

/** Before opset 7 the second operand broadcast where `broadcast` said so, from an axis on. */
function laidAlong(c: NodeCall, a: Value, b: Value): Value {
  const axis = c.int('axis');
  if (!c.flag('broadcast') || axis === undefined) return b;
  const behind = a.rank - (axis < 0 ? axis + a.rank : axis) - b.rank;
  if (behind < 0 || behind > a.rank - b.rank) unsupported(`attribute axis = ${axis}`);
  return Value.of(b.tensor.reshape([...b.shape, ...Array.from({ length: behind }, () => 1)]), b.type);
}

function requireSame({ node }: NodeCall, a: Value, b: Value): void {
  if (a.type !== b.type)
    fail('FORMAT', {
      who: 'importOnnx',
      what: `${node.opType} takes operands of one type`,
      received: `${a.type} and ${b.type}`,
    });
}

function arithmetic(floats: Pair, integers: Pair = floats, unsigned: Pair = integers): Operator {
  return (c) => {
    const [a, b] = pair(c);
    if (a.dtype === 'bool') unsupported('operands of type bool');
    const made = (a.dtype === 'f32' ? floats : a.type === 'uint32' ? unsigned : integers)(a.tensor, b.tensor);
    return Value.of(wrapped(made, a.type), a.type);
  };
}

/** Any number of operands, one after the other. */
function folded(f: Pair, end: (x: Tensor, count: number) => Tensor = (x) => x, unsigned?: Pair): Operator {
  return (c) => {
    const all = c.all();
    const first = all[0]!;
    for (const value of all) requireSame(c, first, value);
    if (first.dtype === 'bool') unsupported('operands of type bool');
    if (unsigned === undefined) requireSmall(first.type);
    const join = first.type === 'uint32' ? (unsigned ?? f) : f;
    const made = end(
      all.map(({ tensor }) => tensor).reduce((a, b) => join(a, b)),
      all.length,
    );
    return Value.of(wrapped(made, first.type), first.type);
  };
}

function comparison(f: Pair): Operator {
  return (c) => {
    const [a, b] = pair(c);
    const numbers = ({ tensor }: Value): Tensor =>
      a.dtype === 'bool' ? tensor.cast('i32') : a.type === 'uint32' ? inOrder(tensor) : tensor;
    return Value.of(f(numbers(a), numbers(b)), 'bool');
  };
}

function logic(f: Pair): Operator {
  return (c) => {
    const [a, b] = pair(c);
    if (a.type !== 'bool') unsupported(`operands of type ${a.type}`);
    return Value.of(f(a.tensor, b.tensor), 'bool');
  };
}

/** The upper half of a float's digits (Veltkamp): products of halves are exact. */
function upperDigits(x: Tensor): Tensor {
  const wide = x.mul(4097);
  return wide.sub(wide.sub(x));
}

/** The rest of a division of floats with the sign of a, as C's `fmod`. Each round takes away a multiple that is exact, and eleven digits of the quotient. */
function floatRest(a: Tensor, b: Tensor): Tensor {
  const size = b.abs();
  const upper = upperDigits(size);
  const lower = size.sub(upper);
  let rest = a.abs();
  for (let round = 0; round < 4; round++) {
    const times = upperDigits(rest.div(size).floor());
    rest = rest.sub(times.mul(upper)).sub(times.mul(lower));
  }
  rest = rest.add(size).where(rest.less(0), rest);
  rest = rest.sub(size).where(rest.greaterEqual(size), rest);
  const isWhole = size.isFinite().or(size.notEqual(size)).not().and(a.isFinite());
  const bounded = a.abs().where(isWhole, rest);
  return bounded.neg().where(a.less(0), bounded);
}

/** The rest with the sign of the divisor. */
function signed(rest: Tensor, b: Tensor): Tensor {
  return rest.add(b).where(rest.sign().mul(b.sign()).less(0), rest);
}

const mod: Operator = (c) => {
  const [a, b] = pair(c);
  const isC = c.flag('fmod');
  const [x, y] = [a.tensor, b.tensor];
  if (a.type === 'uint32') return c.same(x.sub(unsignedQuotient(x, y).mul(y)));
  if (a.dtype === 'f32') return c.same(isC ? floatRest(x, y) : signed(floatRest(x, y), y));
  return c.same(x.sub((isC ? truncatedQuotient(x, y) : flooredQuotient(x, y)).mul(y)));
};

export const operatorsOfTwo: Readonly<Record<string, Operator>> = {
  Add: arithmetic((a, b) => a.add(b)),
  Sub: arithmetic((a, b) => a.sub(b)),
  Mul: arithmetic((a, b) => a.mul(b)),
  Div: arithmetic((a, b) => a.div(b), truncatedQuotient, unsignedQuotient),
  Mod: mod,
  Min: folded(
    (a, b) => a.minimum(b),
    undefined,
    (a, b) => a.where(inOrder(a).less(inOrder(b)), b),
  ),
  Max: folded(
    (a, b) => a.maximum(b),
    undefined,
    (a, b) => a.where(inOrder(a).greater(inOrder(b)), b),
  ),
  Sum: folded((a, b) => a.add(b)),
  Mean: folded(
    (a, b) => a.add(b),
    (x, count) => x.div(count),
  ),
  Equal: comparison((a, b) => a.equal(b)),
  Less: comparison((a, b) => a.less(b)),
  LessOrEqual: comparison((a, b) => a.lessEqual(b)),
  Greater: comparison((a, b) => a.greater(b)),
  GreaterOrEqual: comparison((a, b) => a.greaterEqual(b)),
  And: logic((a, b) => a.and(b)),
  Or: logic((a, b) => a.or(b)),
  Xor: logic((a, b) => a.cast('i32').notEqual(b.cast('i32'))),
  Not: (c) => {
    const x = c.input(0);
    return x.type === 'bool' ? Value.of(x.tensor.not(), 'bool') : unsupported(`an operand of type ${x.type}`);
  },
  Where: (c) => {
    const [condition, a, b] = [c.input(0), c.input(1), c.input(2)];
    requireSame(c, a, b);
    if (isNaNGuard(condition.tensor, a.tensor, b.tensor)) return b;
    return Value.of(a.tensor.where(condition.tensor, b.tensor), a.type);
  },
};
