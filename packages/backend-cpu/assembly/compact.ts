/** Copies chosen rows and columns of a matrix into a dense one, and back with zeros between. Distances are in elements. */

/** Writes the indices of the bytes of a mask that are not 0, ascending, and stores their count at `count`. */
export function keptOf(mask: usize, n: i32, to: usize, count: usize): void {
  const start = to;
  let i = 0;
  for (; i <= n - 8; i += 8) {
    let bits = i8x16.bitmask(i8x16.ne(v128.load64_zero(mask + i), i8x16.splat(0)));
    for (; bits != 0; bits &= bits - 1, to += 4) store<i32>(to, i + ctz(bits));
  }
  for (; i < n; i++) {
    if (load<u8>(mask + i) == 0) continue;
    store<i32>(to, i);
    to += 4;
  }
  store<i32>(count, <i32>((to - start) >> 2));
}

/** Where the i-th chosen line lies: at `indices[i]`, or at i where there are no indices (address 0). */
@inline
function chosen(indices: usize, i: i32): usize {
  return indices == 0 ? <usize>i : <usize>load<i32>(indices + (<usize>i << 2));
}

/** to[i, j] = x[rowIndices[i], columnIndices[j]]. An address of 0 for indices stands for 0, 1, 2, … */
export function gather(
  x: usize,
  line: i32,
  rowIndices: usize,
  rows: i32,
  columnIndices: usize,
  columns: i32,
  to: usize,
  toLine: i32,
): void {
  const down = <usize>line << 2;
  const toDown = <usize>toLine << 2;
  let i = 0;
  // Four rows at a time share the reading of the indices.
  if (columnIndices != 0)
    for (; i <= rows - 4; i += 4, to += 4 * toDown) {
      const x0 = x + chosen(rowIndices, i) * down;
      const x1 = x + chosen(rowIndices, i + 1) * down;
      const x2 = x + chosen(rowIndices, i + 2) * down;
      const x3 = x + chosen(rowIndices, i + 3) * down;
      pickFour(x0, x1, x2, x3, columnIndices, columns, to, toDown);
    }
  for (; i < rows; i++, to += toDown) {
    const from = x + chosen(rowIndices, i) * down;
    if (columnIndices == 0) copy(from, columns, to);
    else pick(from, columnIndices, columns, to);
  }
}

/** Four elements of a row. */
@inline
function four(x: usize, i0: usize, i1: usize, i2: usize, i3: usize): v128 {
  let all = v128.load32_zero(x + i0);
  all = v128.load32_lane(x + i1, all, 1);
  all = v128.load32_lane(x + i2, all, 2);
  return v128.load32_lane(x + i3, all, 3);
}

function pickFour(x0: usize, x1: usize, x2: usize, x3: usize, indices: usize, n: i32, to: usize, down: usize): void {
  const down2 = down + down;
  const down3 = down2 + down;
  for (; n >= 4; n -= 4, indices += 16, to += 16) {
    const i0 = <usize>load<i32>(indices) << 2;
    const i1 = <usize>load<i32>(indices, 4) << 2;
    const i2 = <usize>load<i32>(indices, 8) << 2;
    const i3 = <usize>load<i32>(indices, 12) << 2;
    v128.store(to, four(x0, i0, i1, i2, i3));
    v128.store(to + down, four(x1, i0, i1, i2, i3));
    v128.store(to + down2, four(x2, i0, i1, i2, i3));
    v128.store(to + down3, four(x3, i0, i1, i2, i3));
  }
  for (; n > 0; n--, indices += 4, to += 4) {
    const at = <usize>load<i32>(indices) << 2;
    store<f32>(to, load<f32>(x0 + at));
    store<f32>(to + down, load<f32>(x1 + at));
    store<f32>(to + down2, load<f32>(x2 + at));
    store<f32>(to + down3, load<f32>(x3 + at));
  }
}

function pick(x: usize, indices: usize, n: i32, to: usize): void {
  for (; n > 0; n--, indices += 4, to += 4) store<f32>(to, load<f32>(x + (<usize>load<i32>(indices) << 2)));
}

function copy(x: usize, n: i32, to: usize): void {
  for (; n >= 16; n -= 16, x += 64, to += 64) {
    v128.store(to, v128.load(x));
    v128.store(to, v128.load(x, 16), 16);
    v128.store(to, v128.load(x, 32), 32);
    v128.store(to, v128.load(x, 48), 48);
  }
  for (; n > 0; n--, x += 4, to += 4) store<f32>(to, load<f32>(x));
}

/**
 * The reverse of `gather`: to[rowIndices[i], columnIndices[j]] = x[i, j], zeros in all other elements of the rows from
 * `from` to `end` − 1 of a matrix that is `width` wide. `x` and `to` are the starts of the whole matrices, so a part of the
 * rows is just another range; indices ascend.
 */
export function spread(
  x: usize,
  line: i32,
  rowIndices: usize,
  rows: i32,
  columnIndices: usize,
  columns: i32,
  to: usize,
  toLine: i32,
  width: i32,
  from: i32,
  end: i32,
): void {
  const down = <usize>line << 2;
  const toDown = <usize>toLine << 2;
  to += <usize>from * toDown;
  let i = rowIndices == 0 ? from : lowerBound(rowIndices, rows, from);
  for (let row = from; row < end; row++, to += toDown) {
    const isChosen = i < rows && chosen(rowIndices, i) == <usize>row;
    if (!isChosen || columnIndices != 0) clear(to, width);
    if (!isChosen) continue;
    const source = x + <usize>i * down;
    if (columnIndices == 0) copy(source, width, to);
    else put(source, columnIndices, columns, to);
    i++;
  }
}

/** How many of the ascending indices are below `bound`. */
function lowerBound(indices: usize, n: i32, bound: i32): i32 {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(indices + (<usize>middle << 2)) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function put(x: usize, indices: usize, n: i32, to: usize): void {
  for (; n >= 4; n -= 4, indices += 16, x += 16) {
    const four = v128.load(x);
    v128.store32_lane(to + (<usize>load<i32>(indices) << 2), four, 0);
    v128.store32_lane(to + (<usize>load<i32>(indices, 4) << 2), four, 1);
    v128.store32_lane(to + (<usize>load<i32>(indices, 8) << 2), four, 2);
    v128.store32_lane(to + (<usize>load<i32>(indices, 12) << 2), four, 3);
  }
  for (; n > 0; n--, indices += 4, x += 4) store<f32>(to + (<usize>load<i32>(indices) << 2), load<f32>(x));
}

function clear(to: usize, n: i32): void {
  const zero = f32x4.splat(0);
  for (; n >= 16; n -= 16, to += 64) {
    v128.store(to, zero);
    v128.store(to, zero, 16);
    v128.store(to, zero, 32);
    v128.store(to, zero, 48);
  }
  for (; n > 0; n--, to += 4) store<f32>(to, 0);
}
