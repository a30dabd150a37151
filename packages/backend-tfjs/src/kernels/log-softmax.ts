/** x − max − log Σ e^(x − max) over the last axis; TF.js has no kernel for it on every engine. */
import type { KernelOf } from './kernel.ts';
import { combine } from './combine.ts';

export const logSoftmax: KernelOf<'logSoftmax'> =
  (engine) =>
  ([x]) =>
    engine.tidy(() => {
      const last = [x!.shape.length - 1];
      const largest = engine.run('Max', { x: x! }, { reductionIndices: last, keepDims: true });
      const shifted = combine(engine, 'Sub', x!, largest);
      const total = engine.run('Sum', { x: engine.run('Exp', { x: shifted }) }, { axis: last, keepDims: true });
      return combine(engine, 'Sub', shifted, engine.run('Log', { x: total }));
    });
