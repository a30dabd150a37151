/** Sums and extremes along the last axis of a matrix, or down its columns, in an order that depends on the sizes alone. */

/** Elements that are summed in `f32` before the sum moves on to `f64`. */
const CHUNK: i32 = 1024;

@inline
function lanes(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1) + (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** Four numbers, or their squares. */
@inline
function four(x: usize, squared: bool): v128 {
  const numbers = v128.load(x);
  return squared ? f32x4.mul(numbers, numbers) : numbers;
}

/** The sum of n neighbours, or of their squares: four vectors of partial sums a chunk, chunks in double precision. */
@inline
function sumOf(x: usize, n: i32, squared: bool): f64 {
  let total: f64 = 0;
  while (n >= 16) {
    let a = four(x, squared);
    let b = four(x + 16, squared);
    let c = four(x + 32, squared);
    let d = four(x + 48, squared);
    x += 64;
    let left = min(n, CHUNK) - 16;
    n -= 16;
    for (; left >= 16; left -= 16, n -= 16, x += 64) {
      a = f32x4.add(a, four(x, squared));
      b = f32x4.add(b, four(x + 16, squared));
      c = f32x4.add(c, four(x + 32, squared));
      d = f32x4.add(d, four(x + 48, squared));
    }
    total += lanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; n > 0; n--, x += 4) {
    const number = load<f32>(x);
    total += <f64>(squared ? number * number : number);
  }
  return total;
}

/** The sum of n neighbours. */
export function sum(x: usize, n: i32): f64 {
  return sumOf(x, n, false);
}

function sumSquares(x: usize, n: i32): f64 {
  return sumOf(x, n, true);
}

@inline
function further(a: v128, b: v128, least: bool): v128 {
  return least ? f32x4.min(a, b) : f32x4.max(a, b);
}

/** The largest of n neighbours, or the smallest, NaN if one is. Four at a time do not wait for each other. */
@inline
function extremeOf(x: usize, n: i32, least: bool): f32 {
  let a = f32x4.splat(least ? <f32>Infinity : -(<f32>Infinity));
  let b = a;
  let c = a;
  let d = a;
  for (; n >= 16; n -= 16, x += 64) {
    a = further(a, v128.load(x), least);
    b = further(b, v128.load(x, 16), least);
    c = further(c, v128.load(x, 32), least);
    d = further(d, v128.load(x, 48), least);
  }
  for (; n >= 4; n -= 4, x += 16) a = further(a, v128.load(x), least);
  for (; n > 0; n--, x += 4) b = further(b, v128.load32_splat(x), least);
  a = further(further(a, b, least), further(c, d, least), least);
  a = further(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1), least);
  a = further(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2), least);
  return f32x4.extract_lane(a, 0);
}

/** The largest of n neighbours, NaN if one is; −∞ of none. */
export function largest(x: usize, n: i32): f32 {
  return extremeOf(x, n, false);
}

function smallest(x: usize, n: i32): f32 {
  return extremeOf(x, n, true);
}

/** The sum of each row; `line` elements lie between rows. */
export function sumRows(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  for (; rows > 0; rows--, x += <usize>line << 2, to += 4) store<f32>(to, <f32>sum(x, columns));
}

/** The largest of each row. */
export function maxRows(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  for (; rows > 0; rows--, x += <usize>line << 2, to += 4) store<f32>(to, largest(x, columns));
}

/** The smallest of each row. */
export function minRows(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  for (; rows > 0; rows--, x += <usize>line << 2, to += 4) store<f32>(to, smallest(x, columns));
}

/** Two sums in double precision more: the low half of four floats, or the high one. */
@inline
function low(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.promote_low_f32x4(x));
}

@inline
function high(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1)));
}

@inline
function narrow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}

/** The sum down each column, in double precision, a cache line of columns at a time; `line` elements lie between rows. */
export function sumColumns(x: usize, rows: i32, columns: i32, line: i32, to: usize): void {
  const down = <usize>line << 2;
  let j = 0;
  for (; j + 16 <= columns; j += 16, x += 64, to += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    let g = a;
    let h = a;
    let at = x;
    for (let i = 0; i < rows; i++, at += down) {
      let four = v128.load(at);
      a = low(a, four);
      b = high(b, four);
      four = v128.load(at, 16);
      c = low(c, four);
      d = high(d, four);
      four = v128.load(at, 32);
      e = low(e, four);
      f = high(f, four);
      four = v128.load(at, 48);
      g = low(g, four);
      h = high(h, four);
    }
    v128.store(to, narrow(a, b));
    v128.store(to, narrow(c, d), 16);
    v128.store(to, narrow(e, f), 32);
    v128.store(to, narrow(g, h), 48);
  }
  for (; j + 4 <= columns; j += 4, x += 16, to += 16) {
    let a = f64x2.splat(0);
    let b = a;
    let at = x;
    for (let i = 0; i < rows; i++, at += down) {
      const four = v128.load(at);
      a = low(a, four);
      b = high(b, four);
    }
    v128.store(to, narrow(a, b));
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

/** As `sumParts`, of their squares. */
export function squareParts(x: usize, n: i32, from: i32, end: i32, partials: usize): void {
  for (let part = from; part < end; part++) {
    const first = part * PART;
    store<f64>(partials + (<usize>part << 3), sumSquares(x + (<usize>first << 2), min(PART, n - first)));
  }
}

/** The sum of all parts, in order. */
export function sumTotal(partials: usize, parts: i32, to: usize): void {
  let total: f64 = 0;
  for (; parts > 0; parts--, partials += 8) total += load<f64>(partials);
  store<f32>(to, <f32>total);
}
