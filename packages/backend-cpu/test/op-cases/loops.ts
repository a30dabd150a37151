/** Loops: results of all kinds, sizes around those of vectors, products and dtypes in the body. */
import { bool, f32, i32, numbers, opCase, type OpCase } from './op-case.ts';

export function loops(): OpCase[] {
  const small = (shape: readonly number[]) => f32(shape, numbers(shape, 0.3));
  return [false, true].flatMap((reverse) => [
    ...[0, 1, 2].map((result) =>
      opCase(
        `scan of products, result ${result}${reverse ? ', from the end' : ''}`,
        [small([5, 17]), small([6, 5, 17]), small([17, 17]), small([17])],
        (b, h, x, w, bias) => {
          const loop = b.scan({
            init: [h!],
            xs: [x!],
            reverse,
            step: ([state], [now]) => {
              const next = b.maximum(b.add(b.add(b.matMul(state!, w!), now!), bias!), 0);
              return [next, b.reduceSum(b.mul(next, now!), [1])];
            },
          });
          return result < 2 ? loop.all(result) : loop.last(0);
        },
      ),
    ),
    opCase(`scan of numbers and flags${reverse ? ' from the end' : ''}`, [i32([3]), bool([9, 3])], (b, n, flags) =>
      b.scan({ init: [n!], xs: [flags!], reverse, step: ([sum], [f]) => [b.add(sum!, b.cast(f!, 'i32'))] }).all(0),
    ),
    opCase(`scan in scan${reverse ? ' from the end' : ''}`, [small([4, 3]), small([5, 3, 4])], (b, h, x) =>
      b
        .scan({
          init: [h!],
          xs: [x!],
          reverse,
          step: ([state], [rows]) => {
            const inner = b.scan({
              init: [b.reduceSum(state!)],
              xs: [rows!],
              step: ([s], [r]) => [b.add(s!, b.reduceMax(r!))],
            });
            return [b.add(b.mul(state!, 0.5), b.reshape(b.broadcastTo(inner.last(0), [12]), [4, 3]))];
          },
        })
        .all(0),
    ),
    opCase(`scan of nothing${reverse ? ' from the end' : ''}`, [f32([0, 3]), f32([4, 0, 3])], (b, h, x) =>
      b.scan({ init: [h!], xs: [x!], reverse, step: ([s], [v]) => [b.add(s!, v!)] }).all(0),
    ),
  ]);
}
