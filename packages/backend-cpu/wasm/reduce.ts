/** Sums and extremes along the last axis of a matrix, or down its columns, in an order that depends on the sizes alone. */

/** Elements that are summed in `f32` before the sum moves on to `f64`. */
const CHUNK: i32 = 1024;

@inline
function lanes(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1) + (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** The sum of n neighbours: four vectors of partial sums a chunk, chunks in double precision. */
export function sum(x: usize, n: i32): f64 {
  let total: f64 = 0;
  while (n >= 16) {
    let a = v128.load(x);
    let b = v128.load(x, 16);
    let c = v128.load(x, 32);
    let d = v128.load(x, 48);
    x += 64;
    let left = min(n, CHUNK) - 16;
    n -= 16;
    for (; left >= 16; left -= 16, n -= 16, x += 64) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    total += lanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; n > 0; n--, x += 4) total += <f64>load<f32>(x);
  return total;
}

/** The largest of n neighbours, NaN if one is; −∞ of none. */
export function largest(x: usize, n: i32): f32 {
  let top = f32x4.splat(-(<f32>Infinity));
  for (; n >= 4; n -= 4, x += 16) top = f32x4.max(top, v128.load(x));
  for (; n > 0; n--, x += 4) top = f32x4.max(top, v128.load32_splat(x));
  top = f32x4.max(top, v128.shuffle<f32>(top, top, 2, 3, 0, 1));
  top = f32x4.max(top, v128.shuffle<f32>(top, top, 1, 0, 3, 2));
  return f32x4.extract_lane(top, 0);
}

/** The sum of each row; `line` elements lie between rows. */
export function sumRows(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  for (; rows > 0; rows--, x += <usize>line << 2, to += 4) store<f32>(to, <f32>sum(x, columns));
}

/** The largest of each row. */
export function maxRows(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  for (; rows > 0; rows--, x += <usize>line << 2, to += 4) store<f32>(to, largest(x, columns));
}

/** The sum down each column, in double precision, eight columns at a time. */
export function sumColumns(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  const down = <usize>line << 2;
  let j = 0;
  for (; j + 8 <= columns; j += 8, x += 32, to += 32) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = x;
    for (let i = 0; i < rows; i++, at += down) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      a = f64x2.add(a, f64x2.promote_low_f32x4(low));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<f32>(low, low, 2, 3, 0, 1)));
      c = f64x2.add(c, f64x2.promote_low_f32x4(high));
      d = f64x2.add(d, f64x2.promote_low_f32x4(v128.shuffle<f32>(high, high, 2, 3, 0, 1)));
    }
    v128.store(to, v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5));
    v128.store(to, v128.shuffle<f32>(f32x4.demote_f64x2_zero(c), f32x4.demote_f64x2_zero(d), 0, 1, 4, 5), 16);
  }
  for (; j < columns; j++, x += 4, to += 4) {
    let total: f64 = 0;
    let at = x;
    for (let i = 0; i < rows; i++, at += down) total += <f64>load<f32>(at);
    store<f32>(to, <f32>total);
  }
}

/** Elements of a part of a full sum. */
const PART: i32 = 16384;

/** Parts of a full sum over n elements. */
export function partsOf(n: i32): i32 {
  return (n + PART - 1) / PART;
}

/** Sums the parts `from` to `end` − 1 of n elements in double precision, to `partials + 8·part`. */
export function sumParts(x: usize, n: i32, from: i32, end: i32, partials: usize): void {
  for (let part = from; part < end; part++) {
    const first = part * PART;
    store<f64>(partials + (<usize>part << 3), sum(x + (<usize>first << 2), min(PART, n - first)));
  }
}

/** The sum of all parts, in order. */
export function sumTotal(partials: usize, parts: i32, to: usize): void {
  let total: f64 = 0;
  for (; parts > 0; parts--, partials += 8) total += load<f64>(partials);
  store<f32>(to, <f32>total);
}
