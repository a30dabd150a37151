/** Elementwise ops in every dtype that they take, in ranks 3, 4 and 6, and with operands that broadcast from rank 3 and 4 on. */
import { ops, type DType, type OpAttrs, type OpName, type Shape, type TensorType } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { alike, ofDType, real, swept, truth, whole, type Operand } from './sweep.ts';

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

/** Of other numbers no two are equal. */
const BETWEEN_EQUALS: readonly OpName[] = ['equal', 'notEqual', 'lessEqual', 'greaterEqual', 'less', 'greater'];

function operandsOf(op: OpName, dtypes: readonly DType[], shapes: readonly Shape[], integers = whole): Operand[] {
  if (BETWEEN_EQUALS.includes(op)) return shapes.map((shape, i) => alike(dtypes[i]!, shape));
  const of = { ...ofDType, i32: (shape: Shape) => integers(shape) };
  return shapes.map((shape, i) =>
    dtypes[i] === 'f32' ? real(shape, ...(DOMAINS[op]?.[i] ?? [-9, 9])) : of[dtypes[i]!](shape),
  );
}

/** The cases of an elementwise op without attributes: one dtype in all shapes, the others in one or two. */
export function elementwise<O extends OpName>(op: O): ValueCase<O>[] {
  return elementwiseIn(op, SHAPES, PAIRS, TRIPLES, { others: (at) => at === 1 || at === 6 });
}

interface ElementwiseOptions {
  readonly others?: (at: number) => boolean;
  readonly whole?: (shape: Shape) => Operand;
}

/** @param options which of the shapes the second dtype and those after it are taken in, and which whole numbers */
export function elementwiseIn<O extends OpName>(
  op: O,
  ones: readonly Shape[],
  pairs: readonly (readonly Shape[])[],
  triples: readonly (readonly Shape[])[],
  { others = () => true, whole: integers = whole }: ElementwiseOptions = {},
): ValueCase<O>[] {
  const arity = ops[op].arity!;
  const shapes = arity === 1 ? ones.map((s) => [s]) : arity === 2 ? pairs : triples;
  const taken = (['f32', 'i32', 'bool'] as const)
    .map((dtype): readonly DType[] => (arity === 3 ? ['bool', dtype, dtype] : [dtype, dtype]))
    .filter((dtypes) => takes(op, operandsOf(op, dtypes, shapes[0]!)));
  return taken.flatMap((dtypes, i) =>
    shapes
      .filter((_, at) => i === 0 || arity === 3 || others(at))
      .map((list) => swept(op, operandsOf(op, dtypes, list, integers), {} as OpAttrs<O>)),
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
