/** Every op, wrong in how it is used: it writes to its operands, remembers earlier runs, or is off in some shapes or for some values. */
import { opNames, ops, type OpName } from '@bernoulli/api/ir';
import type { Value } from '@bernoulli/api/ir/interpret';
import { casesOf, honest, withKernels, type AnyKernel, type Mutant } from './mutant.ts';

const all = opNames.filter((op) => honest[op] !== undefined && ops[op].arity !== 0 && op !== 'uniform');
const copyOf = (x: Value): Value => ({ ...x, data: x.data.slice() as Value['data'] });

const other = ({ dtype }: Value, v: number): number =>
  dtype === 'bool' ? 1 - v : dtype === 'i32' ? v ^ 1 : Number.isFinite(v) ? v * 1.001 + 0.5 : 0;

function mutant(op: OpName, name: string, make: () => AnyKernel, words = ''): Mutant {
  return { name: `${op} ${name}`, job: casesOf(op, words), make: () => withKernels({ [op]: make() }) };
}

/** The result is written where an operand of that size lies. */
const inPlace = (op: OpName): Mutant =>
  mutant(
    op,
    'writes to its operands',
    () => (inputs, context) => {
      const right = honest[op]!(inputs.map(copyOf), context);
      const target = inputs.find(({ dtype, data }) => dtype === right.dtype && data.length === right.data.length);
      target?.data.set(right.data);
      for (const { data } of target === undefined ? inputs : []) data[0] = 1 - data[0]!;
      return right;
    },
    'again|of state',
  );

/** As an engine that takes what it computed for a constant. */
const remembering = (op: OpName): Mutant =>
  mutant(
    op,
    'remembers its first result',
    () => {
      const first = new Map<unknown, Value>();
      return (inputs, context) => {
        const right = honest[op]!(inputs, context);
        const old = first.get(context.attrs);
        if (old === undefined) first.set(context.attrs, copyOf(right));
        return old?.data.length === right.data.length ? copyOf(old) : right;
      };
    },
    'again|of state',
  );

/** As an engine that adds to what is there. */
const stale = (op: OpName): Mutant =>
  mutant(
    op,
    'adds to its result of the run before',
    () => {
      const before = new Map<unknown, Value>();
      return (inputs, context) => {
        const right = honest[op]!(inputs, context);
        const old = before.get(context.attrs);
        if (old?.data.length === right.data.length) right.data.forEach((v, i) => (right.data[i] = v + old.data[i]!));
        before.set(context.attrs, copyOf(right));
        return right;
      };
    },
    'again|of state',
  );

const SHAPES: Readonly<Record<string, (shape: readonly number[], size: number) => boolean>> = {
  'of two elements': (_, size) => size === 2,
  'of sizes that leave one of four': (_, size) => size > 4 && size % 4 === 1,
  'of sizes that leave three of four': (_, size) => size > 4 && size % 4 === 3,
  'of squares': (shape) => shape.length === 2 && shape[0] === shape[1] && shape[0]! > 1,
  'of a first axis of one': (shape) => shape.length > 1 && shape[0] === 1,
  'of a last axis of one': (shape) => shape.length > 1 && shape.at(-1) === 1,
  'of rank 5': (shape) => shape.length === 5,
  'of some thousand elements': (_, size) => size > 1000 && size < 4096,
};

const inShapes = (op: OpName): Mutant[] =>
  (ops[op].kind === 'elementwise' || ['matMul', 'reduceMax', 'softmax', 'concat'].includes(op)
    ? Object.entries(SHAPES)
    : []
  )
    .filter(([name]) => op !== 'softmax' || !name.includes('last axis'))
    .map(([name, when]) =>
      mutant(op, name, () => (inputs, context) => {
        const right = honest[op]!(inputs, context);
        const last = right.data.length - 1;
        if (when(right.shape, last + 1)) right.data[last] = other(right, right.data[last]!);
        return right;
      }),
    );

const VALUES: Readonly<Record<string, (v: number) => boolean>> = {
  NaN: Number.isNaN,
  '−∞': (v) => v === -Infinity,
  'minus one': (v) => v === -1,
  'minus zero': (v) => Object.is(v, -0),
  'tiny negative numbers': (v) => v < 0 && v > -1e-36,
  'numbers from 50 to 80': (v) => v > 50 && v < 80,
  'numbers from −80 to −50': (v) => v > -80 && v < -50,
  'numbers below −1e37': (v) => v < -1e37 && v > -Infinity,
};

/** By each operand in turn: off in the fifth digit, or NaN and infinity lost. */
const ofValues = (op: OpName): Mutant[] =>
  Array.from({ length: ops[op].arity! }, (_, place) => place).flatMap((place) =>
    Object.entries(VALUES).map(([name, when]) =>
      mutant(op, `of ${name} as operand ${place}`, () => (inputs, context) => {
        const right = honest[op]!(inputs, context);
        const x = inputs[place]!;
        if (x.dtype !== 'f32' || x.data.length !== right.data.length) return right;
        right.data.forEach((v, i) => {
          const wrong = Number.isNaN(v) ? 0 : Number.isFinite(v) ? (v === 0 ? 1e-3 : v * (1 + 1e-5)) : -v;
          if (when(x.data[i]!)) right.data[i] = right.dtype === 'f32' ? wrong : 1 - v;
        });
        return right;
      }),
    ),
  );

const numeric: readonly OpName[] = [
  'add',
  'sub',
  'mul',
  'div',
  'minimum',
  'maximum',
  'pow',
  'exp',
  'sqrt',
  'tanh',
  'less',
  'equal',
];

export const use: readonly Mutant[] = [
  ...all.filter((op) => !['stopGradient', 'reshape'].includes(op)).map(inPlace),
  ...all.map(remembering),
  ...all
    .filter((op) => ['reduceSum', 'matMul', 'conv', 'convInput', 'convKernel', 'scatterAdd'].includes(op))
    .map(stale),
  ...all.flatMap(inShapes),
  ...numeric.flatMap(ofValues),
];
