/** Folds over axes: one maker for sum, largest and smallest. The order is fixed, so results are the same at each run. */
import { stridesOf, type ReduceAttrs } from '@bernoulli/api/ir';
import type { Run } from './kernel.ts';
import type { Spec } from './spec.ts';
import { stridedLoop } from './strided-loop.ts';

type Fold = (sum: number, x: number) => number;

/** Accumulates in double precision, or by `foldIntegers` what is an `i32`; storing rounds. */
export function reduction(
  start: (dtype: string) => number,
  foldReals: Fold,
  foldIntegers: Fold = foldReals,
): (spec: Spec<ReduceAttrs>) => Run {
  return ({ attrs: { axes }, inputs: [x], type: { dtype } }) => {
    const own = stridesOf(x!.shape);
    const kept = x!.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
    const pick = (values: readonly number[], at: readonly number[]): number[] => at.map((i) => values[i]!);
    const outer = stridedLoop(pick(x!.shape, kept), [stridesOf(pick(x!.shape, kept)), pick(own, kept)]);
    const folded = stridedLoop(pick(x!.shape, axes), [pick(own, axes)]);
    const first = start(dtype);
    const fold = dtype === 'i32' ? foldIntegers : foldReals;
    const step = folded.steps[0]!;
    const skip = outer.steps[1]!;
    return ([from], out) =>
      outer.each((at) => {
        let o = at[0]!;
        let base = at[1]!;
        for (let i = 0; i < outer.inner; i++, base += skip) {
          let sum = first;
          folded.each((inside) => {
            let p = base + inside[0]!;
            for (let j = 0; j < folded.inner; j++, p += step) sum = fold(sum, from![p]!);
          });
          out[o++] = sum;
        }
      });
  };
}
