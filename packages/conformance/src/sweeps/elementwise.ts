/** Elementwise ops in every dtype that they take, in ranks 3, 4 and 6, and with operands that broadcast from rank 3 and 4 on. */
import { ops, type DType, type OpAttrs, type OpName, type Shape, type TensorType } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { ofDType, real, swept, truth, whole, type Operand } from './sweep.ts';

const SHAPES: readonly Shape[] = [
  [2, 3, 5],
  [2, 3, 2, 4],
  [2, 1, 3, 2, 1, 2],
];

/** Pairs whose ranks differ, whose stretched axes lie on both sides, between others, or first. */
const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [
    [2, 3, 5],
    [2, 3, 5],
  ],
  [
    [2, 3, 1],
    [2, 1, 4],
  ],
  [
    [3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], []],
  [
    [2, 3, 4],
    [2, 1, 1],
  ],
  [
    [2, 3, 2, 4],
    [2, 3, 2, 4],
  ],
  [
    [1, 3, 1, 5],
    [2, 1, 4, 1],
  ],
  [
    [2, 3, 4, 2],
    [3, 1, 2],
  ],
  [[5], [2, 3, 2, 5]],
  [
    [2, 1, 2, 1, 3, 1],
    [1, 3, 1, 2, 1, 2],
  ],
];

/** What a choice is made by, and what from. */
const TRIPLES: readonly (readonly [Shape, Shape, Shape])[] = [
  [
    [2, 3, 5],
    [2, 3, 5],
    [2, 3, 5],
  ],
  [
    [2, 1, 4],
    [3, 4],
    [2, 3, 1],
  ],
  [
    [2, 3, 1, 1],
    [4, 2],
    [2, 1, 4, 2],
  ],
  [[3, 1, 1], [2, 3, 4, 2], []],
  [
    [2, 1, 2, 1, 3, 1],
    [1, 3, 1, 2, 1, 2],
    [2, 3, 2, 2, 3, 2],
  ],
];

/** Where an op has something to say; elsewhere −9 to 9. */
const DOMAINS: { readonly [O in OpName]?: readonly (readonly [low: number, high: number])[] } = {
  log: [[0.1, 9]],
  log1p: [[-0.9, 9]],
  sqrt: [[0, 9]],
  pow: [
    [0.1, 9],
    [-3, 3],
  ],
};

/** Whether an op takes operands of these types. */
function takes(op: OpName, types: readonly TensorType[]): boolean {
  try {
    (ops[op].infer as (types: readonly TensorType[], attrs: object) => TensorType)(types, {});
    return true;
  } catch {
    return false;
  }
}

function operandsOf(op: OpName, dtypes: readonly DType[], shapes: readonly Shape[]): Operand[] {
  return shapes.map((shape, i) =>
    dtypes[i] === 'f32' ? real(shape, ...(DOMAINS[op]?.[i] ?? [-9, 9])) : ofDType[dtypes[i]!](shape),
  );
}

/** The cases of an elementwise op without attributes: one dtype in all shapes, the others in one or two. */
export function elementwise<O extends OpName>(op: O): ValueCase<O>[] {
  const arity = ops[op].arity!;
  const shapes: readonly (readonly Shape[])[] = arity === 1 ? SHAPES.map((s) => [s]) : arity === 2 ? PAIRS : TRIPLES;
  const taken = (['f32', 'i32', 'bool'] as const)
    .map((dtype): readonly DType[] => (arity === 3 ? ['bool', dtype, dtype] : [dtype, dtype]))
    .filter((dtypes) => takes(op, operandsOf(op, dtypes, shapes[0]!)));
  return taken.flatMap((dtypes, i) =>
    shapes
      .filter((_, at) => i === 0 || arity === 3 || at === 1 || at === 6)
      .map((list) => swept(op, operandsOf(op, dtypes, list), {} as OpAttrs<O>)),
  );
}

const CASTS: readonly (readonly [Operand, DType])[] = [
  [real([2, 3, 5], -90, 90), 'i32'],
  [real([2, 3, 2, 4], -90, 90), 'i32'],
  [real([2, 3, 5], -1, 1), 'bool'],
  [whole([2, 3, 5]), 'f32'],
  [whole([2, 1, 3, 2, 1, 2]), 'f32'],
  [whole([2, 3, 5], -1, 2), 'bool'],
  [truth([2, 3, 5]), 'f32'],
  [truth([2, 3, 2, 4]), 'i32'],
];

export const casts = CASTS.map(([operand, dtype]) => swept('cast', [operand], { dtype }, `to ${dtype}`));
