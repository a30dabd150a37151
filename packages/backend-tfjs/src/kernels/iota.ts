/** 0, 1, 2, … along an axis. */
import type { KernelOf } from './kernel.ts';
import { spread } from './spread.ts';

export const iota: KernelOf<'iota'> =
  (engine) =>
  (_, { attrs: { shape, axis } }) =>
    engine.tidy(() => {
      const row = engine.run('Range', {}, { start: 0, stop: shape[axis]!, step: 1, dtype: 'int32' });
      const aligned = engine.share(
        row,
        shape.map((n, i) => (i === axis ? n : 1)),
      );
      return spread(engine, aligned, shape);
    });
