/**
 * Convolution over images and its two gradients, as products of matrices: windows are laid out as rows for so many places at a time as
 * stay near, and never all at once. Channels are last; a sequence is an image of one line.
 */
import { gemm } from './gemm';

/** Bytes of windows that are laid out at a time. */
const NEAR: i32 = 1 << 18;
/** Places are taken in multiples of this, which tiles of any height divide. */
const UNIT: i32 = 60;

/** Places whose windows of `taps` elements are laid out at a time, where there are `places`. Nothing else decides: sums keep their order. */
export function placesAtATime(places: i32, taps: i32): i32 {
  return min(places, max(UNIT, (NEAR / (taps << 2) / UNIT) * UNIT));
}

@inline
function copy(to: usize, from: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from));
}

@inline
function clear(to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16) v128.store(to, i32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
}

@inline
function add(to: usize, from: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

/**
 * The elements `first` to `last` − 1 of the windows at `places` places from `place` on, as rows at `rows`; or, with `back`, those rows
 * added to the image where they were taken from. What lies outside the image is 0, and adds to nothing.
 */
function windows(
  x: usize,
  rows: usize,
  place: i32,
  places: i32,
  first: i32,
  last: i32,
  back: bool,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
): void {
  let column = place % wide;
  let line = (place / wide) % high;
  let image = x + ((<usize>(place / (wide * high)) * height * width * channels) << 2);
  const imageBytes = (<usize>height * width * channels) << 2;
  for (let i = 0; i < places; i++) {
    let tap = first;
    while (tap < last) {
      const down = tap / windowWidth;
      const across = tap - down * windowWidth;
      const count = min(windowWidth - across, last - tap);
      const y = line * strideDown + down * gapDown - top;
      const start = column * strideAcross + across * gapAcross - left;
      tap += count;
      if (y < 0 || y >= height) {
        if (!back) clear(rows, count * channels);
        rows += <usize>(count * channels) << 2;
        continue;
      }
      const lineAt = image + ((<usize>y * width * channels) << 2);
      if (gapAcross == 1) {
        const before = min(max(-start, 0), count);
        const inside = max(min(count, width - start) - before, 0);
        const at = lineAt + ((<usize>(start + before) * channels) << 2);
        const to = rows + (<usize>(before * channels) << 2);
        if (back) add(at, to, inside * channels);
        else {
          clear(rows, before * channels);
          copy(to, at, inside * channels);
          clear(to + (<usize>(inside * channels) << 2), (count - before - inside) * channels);
        }
        rows += <usize>(count * channels) << 2;
        continue;
      }
      for (let t = 0; t < count; t++, rows += <usize>channels << 2) {
        const z = start + t * gapAcross;
        const at = lineAt + ((<usize>z * channels) << 2);
        if (z < 0 || z >= width) {
          if (!back) clear(rows, channels);
        } else if (back) add(at, rows, channels);
        else copy(rows, at, channels);
      }
    }
    if (++column == wide) {
      column = 0;
      if (++line == high) {
        line = 0;
        image += imageBytes;
      }
    }
  }
}

/** y for the places `from` to `to` − 1 of all images. */
export function conv(
  x: usize,
  kernel: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  filters: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const taps = windowHeight * windowWidth;
  const k = taps * channels;
  const aside = scratch + ((<usize>atATime * k) << 2);
  for (let place = from; place < to; place += atATime) {
    const places = min(atATime, to - place);
    windows(
      x, scratch, place, places, 0, taps, false,
      height, width, channels, high, wide, windowWidth, strideDown, strideAcross, gapDown, gapAcross, top, left,
    );
    const at = y + ((<usize>place * filters) << 2);
    gemm(scratch, kernel, at, places, k, filters, k, filters, filters, false, false, aside);
  }
}

/** x for the images `from` to `to` − 1: what each place gives its window, added up in the order of the places. */
export function convInput(
  y: usize,
  kernel: usize,
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  filters: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const taps = windowHeight * windowWidth;
  const k = taps * channels;
  const all = high * wide;
  const aside = scratch + ((<usize>atATime * k) << 2);
  clear(x + ((<usize>from * height * width * channels) << 2), (to - from) * height * width * channels);
  for (let image = from; image < to; image++)
    for (let place = image * all; place < (image + 1) * all; place += atATime) {
      const places = min(atATime, (image + 1) * all - place);
      const at = y + ((<usize>place * filters) << 2);
      gemm(at, kernel, scratch, places, filters, k, filters, filters, k, false, true, aside);
      windows(
        x, scratch, place, places, 0, taps, true,
        height, width, channels, high, wide, windowWidth, strideDown, strideAcross, gapDown, gapAcross, top, left,
      );
    }
}

/** The elements `from` to `to` − 1 of the window, in the gradient by the kernel. `places` is the number of places in all images. */
export function convKernel(
  x: usize,
  y: usize,
  kernel: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  filters: i32,
  places: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const k = (to - from) * channels;
  const sums = scratch + ((<usize>atATime * k) << 2);
  const aside = sums + ((<usize>k * filters) << 2);
  const out = kernel + ((<usize>from * channels * filters) << 2);
  if (places == 0) clear(out, k * filters);
  for (let place = 0; place < places; place += atATime) {
    const some = min(atATime, places - place);
    windows(
      x, scratch, place, some, from, to, false,
      height, width, channels, high, wide, windowWidth, strideDown, strideAcross, gapDown, gapAcross, top, left,
    );
    const at = y + ((<usize>place * filters) << 2);
    gemm(scratch, at, place == 0 ? out : sums, k, some, filters, k, filters, filters, true, false, aside);
    if (place > 0) add(out, sums, k * filters);
  }
}
