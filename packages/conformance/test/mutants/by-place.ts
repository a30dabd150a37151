/** Every op, wrong in its last element: in rank 3, 4 or 6, or where there are many elements. */
import { opNames, ops, type OpName } from '@bernoulli/api/ir';
import type { Value } from '@bernoulli/api/ir/interpret';
import { uniformOnHost } from '@bernoulli/api/ir';
import { casesOf, honest, withKernels, type Mutant } from './mutant.ts';

/** Another number of the dtype in the last place. */
function spoilt({ dtype, shape, data }: Value): Value {
  const last = data.length - 1;
  const value = data[last]!;
  if (last >= 0)
    data[last] =
      dtype === 'bool' ? 1 - value : dtype === 'i32' ? value ^ 1 : Number.isFinite(value) ? value * 1.5 + 1 : 0;
  return { dtype, shape, data };
}

function spoiling(op: OpName, when: (shapes: readonly (readonly number[])[]) => boolean) {
  if (op === 'uniform')
    return withKernels({}, (key, offset, shape) => {
      const drawn: Value = {
        dtype: 'f32',
        shape,
        data: Float64Array.from(uniformOnHost(key as Int32Array, offset, shape)),
      };
      return when([shape]) ? spoilt(drawn) : drawn;
    });
  return withKernels({
    [op]: (inputs, context) => {
      const value = honest[op]!(inputs, context);
      return when([value.shape, ...inputs.map(({ shape }) => shape)]) ? spoilt(value) : value;
    },
  });
}

const size = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1);
const convolutions = ['conv', 'convInput', 'convKernel'];
const all = opNames.filter(
  (op) => !['input', 'constant'].includes(op) && (op === 'uniform' || honest[op] !== undefined),
);

function ranksOf(op: OpName): readonly number[] {
  return op === 'matMul' || convolutions.includes(op) ? [3, 4, 5] : [3, 4, 6];
}

export const byPlace: readonly Mutant[] = all.flatMap((op) => [
  ...ranksOf(op).map((rank) => ({
    name: `${op} in rank ${rank}`,
    job: casesOf(op),
    make: () => spoiling(op, (shapes) => Math.max(...shapes.map(({ length }) => length)) === rank),
  })),
  {
    name: `${op} of many elements`,
    job: new RegExp(`^${op}/.*(131101|\\blong\\b|\\bmany\\b|far out|4099|\\d{3} x)`),
    make: () => spoiling(op, (shapes) => Math.max(...shapes.map(size)) > 20000),
  },
  ...(['i32', 'bool'] as const)
    .filter((dtype) => takesOne(op, dtype))
    .map((dtype) => ({
      name: `${op} of ${dtype}`,
      job: casesOf(op),
      make: () =>
        withKernels({
          [op]: (inputs, context) => {
            const value = honest[op]!(inputs, context);
            return inputs[0]?.dtype === dtype ? spoilt(value) : value;
          },
        }),
    })),
]);

/** Whether an op computes on one or two operands of a dtype. */
function takesOne(op: OpName, dtype: 'i32' | 'bool'): boolean {
  const { kind, arity } = ops[op];
  if (kind !== 'elementwise' || op === 'select' || op === 'cast') return false;
  const type = { dtype, shape: [2] };
  try {
    ops[op].infer(Array.from({ length: arity! }, () => type) as never, {} as never);
    return true;
  } catch {
    return false;
  }
}
