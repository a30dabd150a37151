/** Ops that move rows of bytes as they stand: parts of arrays, arrays side by side, axes in another order. */
import { stridesOf, type Shape } from '@bernoulli/api/ir';
import { number, times } from '../codegen/arithmetic.ts';
import { i32, memory, type Instructions } from '../codegen/instructions.ts';
import { stridedLoop, type StridedLoop } from '../kernels/strided-loop.ts';
import type { Prepared, Routine, Task } from '../tasks/task.ts';

const WIDTH = { f32: 4, i32: 4, bool: 1 } as const;

/** Shorter rows are moved faster one element at a time. */
const FEWEST_BYTES = 64;
/** Nanoseconds of a row, and of a byte. */
const [ROW_COST, BYTE_COST] = [15, 0.1];

/** Rows to be moved, in a loop over the place they go to and the one they come from. */
interface Rows {
  readonly loop: StridedLoop;
  /** Elements before the first row. */
  readonly to: number;
  readonly from: number;
}

export const slice: Routine<'slice'> = ({ attrs: { starts }, inputs: [x], type: { dtype, shape } }) => {
  const own = stridesOf(x!.shape);
  const from = starts.reduce((sum, start, i) => sum + start * own[i]!, 0);
  return copies([{ loop: stridedLoop(shape, [stridesOf(shape), own]), to: 0, from }], WIDTH[dtype], shape);
};

export const transpose: Routine<'transpose'> = ({ attrs: { perm }, inputs: [x], type: { dtype, shape } }) => {
  const own = stridesOf(x!.shape);
  const loop = stridedLoop(shape, [stridesOf(shape), perm.map((axis) => own[axis]!)]);
  return copies([{ loop, to: 0, from: 0 }], WIDTH[dtype], shape);
};

export const concat: Routine<'concat'> = ({ attrs: { axis }, inputs, type: { dtype, shape } }) => {
  const own = stridesOf(shape);
  let at = 0;
  const rows = inputs.map((x) => {
    const to = at * own[axis]!;
    at += x.shape[axis]!;
    return { loop: stridedLoop(x.shape, [own, stridesOf(x.shape)]), to, from: 0, empty: x.shape.includes(0) };
  });
  return copies(rows, WIDTH[dtype], shape);
};

/** One task for each list of rows; `null` where rows are short, or apart in themselves. */
function copies(
  rows: readonly (Rows & { readonly empty?: boolean })[],
  width: number,
  [lead = 1]: Shape,
): Prepared | null {
  const fits = ({ loop: { inner, steps }, empty }: (typeof rows)[number]): boolean =>
    empty === true || (inner * width >= FEWEST_BYTES && steps.every((step) => step === 1));
  if (!rows.every(fits)) return null;
  return {
    scratchBytes: 0,
    sharedBytes: 0,
    tasks: ({ inputs, out }) =>
      rows.flatMap((each, i) => {
        const input = inputs[i]!;
        return each.empty === true ? [] : [task(each, input, out, width, lead)];
      }),
  };
}

function task(
  { loop: { inner, outer }, to, from }: Rows,
  input: number,
  out: number,
  width: number,
  lead: number,
): Task {
  const pieces = outer.reduce((count, { size }) => count * size, 1);
  const bytes = inner * width;
  /** The address of a row of the first (0) or the second (1) array: each axis adds its stride when those behind it have been gone through. */
  const row = (base: number, array: 0 | 1, piece: Instructions): Instructions => {
    let [place, rows, through] = [number(base), 1, 0];
    for (const { size, strides } of outer.toReversed()) {
      const step = strides[array]! * width;
      const turn = rows === 1 ? piece : [...piece, ...number(rows), ...i32.divU];
      if (step !== through) place = [...place, ...times(turn, step - through), ...i32.add];
      rows *= size;
      through = step * size;
    }
    return place;
  };
  const copy = (piece: Instructions): Instructions => [
    ...row(out + to * width, 0, piece),
    ...row(input + from * width, 1, piece),
    ...number(bytes),
    ...memory.copy,
  ];
  return {
    pieces,
    cost: pieces * (ROW_COST + BYTE_COST * bytes),
    code: ({ each }) => each(copy),
    byRows: ({ from, to, each }) => each(copy, times(from, pieces / lead), times(to, pieces / lead)),
  };
}
