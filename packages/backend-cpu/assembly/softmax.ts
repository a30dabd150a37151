/** softmax and its logarithm, row by row. */
import { exp } from './math';
import { largest, sum } from './reduce';

/** Writes e^(x − top) of a row. The last, short vector is read and written lane by lane. */
function expRow(x: usize, n: i32, top: f32, to: usize): void {
  const shift = f32x4.splat(top);
  for (; n >= 4; n -= 4, x += 16, to += 16) v128.store(to, exp(f32x4.sub(v128.load(x), shift)));
  for (; n > 0; n--, x += 4, to += 4) v128.store32_lane(to, exp(f32x4.sub(v128.load32_splat(x), shift)), 0);
}

export function softmax(x: usize, rows: i32, columns: i32, to: usize): void {
  const line = <usize>columns << 2;
  for (; rows > 0; rows--, x += line, to += line) {
    expRow(x, columns, largest(x, columns), to);
    const scale = <f32>sum(to, columns);
    let at = to;
    let n = columns;
    for (; n >= 4; n -= 4, at += 16) v128.store(at, f32x4.div(v128.load(at), f32x4.splat(scale)));
    for (; n > 0; n--, at += 4) store<f32>(at, load<f32>(at) / scale);
  }
}

/** `log` of the sum is taken by the host's own function, in double precision. */
@external('host', 'log')
declare function hostLog(x: f64): f64;

export function logSoftmax(x: usize, rows: i32, columns: i32, to: usize): void {
  const line = <usize>columns << 2;
  for (; rows > 0; rows--, x += line, to += line) {
    const top = largest(x, columns);
    expRow(x, columns, top, to);
    const total = <f32>hostLog(sum(to, columns));
    for (let j: usize = 0; j < line; j += 4) store<f32>(to + j, load<f32>(x + j) - top - total);
  }
}
