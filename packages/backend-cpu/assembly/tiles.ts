/**
 * The inner kernels of the product: a tile of some rows by 8 columns, held in registers while k runs. V8 hands out 15 vector
 * registers on x64: two hold B and one A, so six rows fit where product and sum are one instruction, and five where the
 * product needs a register.
 *
 * Row i of A is read from `a + i·rows`, stepping by `along`; B gives 8 neighbours at each `b`, stepping by `down`. Bytes.
 * A tile stores its sums at `to`, a row every `line`, and does nothing else: in Node 20 the same loop runs at half the speed
 * when anything but plain stores follows it in the function (adding to C there, for one), or when it is written as do … while.
 * Every kind of tile makes a sum in the same order, from +0, so that an element has the same bits in each.
 */
import { apart1, apart2, apart4, apart5, apart6 } from './tiles-apart';
import { near4, near5, near6 } from './tiles-near';

/** Rows of the large tile. */
export const TALL: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
/** Columns of every tile. */
export const WIDE: i32 = 8;

/** A tile of `height` rows (`TALL`, 4, 2 or 1) of A, `rows` apart. */
@inline
export function tile(
  height: i32,
  a: usize,
  rows: usize,
  along: usize,
  b: usize,
  down: usize,
  k: i32,
  to: usize,
  line: usize,
): void {
  if (height == TALL) {
    if (ASC_FEATURE_RELAXED_SIMD) {
      if (rows == 4) near6(a, along, b, down, k, to, line);
      else apart6(a, rows, along, b, down, k, to, line);
    } else {
      if (rows == 4) near5(a, along, b, down, k, to, line);
      else apart5(a, rows, along, b, down, k, to, line);
    }
  } else if (height == 4) {
    if (rows == 4) near4(a, along, b, down, k, to, line);
    else apart4(a, rows, along, b, down, k, to, line);
  } else if (height == 2) apart2(a, rows, along, b, down, k, to, line);
  else apart1(a, along, b, down, k, to);
}
