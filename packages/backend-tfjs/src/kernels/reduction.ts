/** The family of reductions: over nothing they give the op's neutral element, which TF.js's wasm kernels leave unwritten. */
import { sizeOf, type Kernel, type ReduceAttrs } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { axesLast } from './axes-last.ts';

type Reduce = 'reduceSum' | 'reduceMax' | 'reduceMin';

/** `axesName` is what the TF.js kernel calls its axes; `neutral` gives the value over nothing for floats and integers. */
export const reduction =
  (name: string, axesName: string, neutral: { readonly f32: number; readonly i32: number }) =>
  (engine: Engine): Kernel<Tensor, Reduce> =>
  ([x], { attrs, inputTypes: [from], type }) => {
    const { axes, keepDims }: ReduceAttrs = attrs;
    if (sizeOf(from!.shape) === 0) return engine.fill(type.shape, neutral[type.dtype as 'f32' | 'i32'], type.dtype);
    if (axes.length === 0) return engine.share(x!);
    return engine.tidy(() => {
      const moved = axesLast(engine, x!, axes);
      const reduced = engine.run(name, { x: moved.x }, { [axesName]: moved.axes, keepDims });
      return moved.x === x ? reduced : engine.share(reduced, type.shape);
    });
  };
