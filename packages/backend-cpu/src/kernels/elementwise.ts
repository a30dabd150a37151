/** Makers of element-wise kernels: a function of numbers becomes a loop over broadcast arrays. */
import { broadcastStrides, stridesOf, type TypedArray } from '@bernoulli/api/ir';
import type { Run } from './kernel.ts';
import type { Spec } from './spec.ts';
import { stridedLoop } from './strided-loop.ts';

type NoAttributes = Readonly<Record<never, never>>;
type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

/** The result is rounded, wrapped or made 0 or 1 by the array it is stored in. */
export function unary(f: Unary): (spec: Spec<unknown>) => Run {
  return () =>
    ([x], out) => {
      for (let i = 0; i < out.length; i++) out[i] = f(x![i]!);
    };
}

/** `onIntegers` replaces `f` where the operands are `i32` and doubles would not do. */
export function binary(f: Binary, onIntegers: Binary = f): (spec: Spec<NoAttributes>) => Run {
  return ({ inputs: [a, b], type }) => {
    const g = a!.dtype === 'i32' ? onIntegers : f;
    const { inner, steps, each } = stridedLoop(type.shape, [
      stridesOf(type.shape),
      broadcastStrides(a!.shape, type.shape),
      broadcastStrides(b!.shape, type.shape),
    ]);
    const [, da, db] = steps as [number, number, number];
    return ([x, y], out) =>
      each((at) => {
        let o = at[0]!;
        let p = at[1]!;
        let q = at[2]!;
        for (let i = 0; i < inner; i++, p += da, q += db) out[o++] = g(x![p]!, y![q]!);
      });
  };
}

/** A binary kernel whose result is true or false. */
export function compare(f: (a: number, b: number) => boolean): (spec: Spec<NoAttributes>) => Run {
  return binary((a, b) => (f(a, b) ? 1 : 0));
}

/** Copies a strided view of one array into a strided view of another. */
export function copyRows({
  inner,
  steps,
  each,
}: ReturnType<typeof stridedLoop>): (from: TypedArray, to: TypedArray) => void {
  const [dTo, dFrom] = steps as [number, number];
  return (from, to) =>
    each((at) => {
      let t = at[0]!;
      let f = at[1]!;
      for (let i = 0; i < inner; i++, t += dTo, f += dFrom) to[t] = from[f]!;
    });
}
