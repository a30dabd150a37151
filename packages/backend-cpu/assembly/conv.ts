/**
 * Convolution over volumes and its two gradients, as products of matrices: windows are laid out as rows for so many places at a time as
 * stay near, and never all at once. Channels are last, in so many groups; an image is a volume of one slice, a sequence one of one line.
 */
import { gemm } from './gemm';
import { add, clear, windows } from './windows';

/** Bytes of windows that are laid out at a time. */
const NEAR: i32 = 1 << 18;
/** Places are taken in multiples of this, which tiles of any height divide. */
const UNIT: i32 = 60;

/** Places whose windows of `taps` elements are laid out at a time, where there are `places`. Nothing else decides: sums keep their order. */
export function placesAtATime(places: i32, taps: i32): i32 {
  return min(places, max(UNIT, (NEAR / (taps << 2) / UNIT) * UNIT));
}

/** y for the places `from` to `to` − 1 of all volumes. */
export function conv(
  x: usize,
  kernel: usize,
  y: usize,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  deep: i32,
  high: i32,
  wide: i32,
  filters: i32,
  windowDepth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDeep: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDeep: i32,
  gapDown: i32,
  gapAcross: i32,
  front: i32,
  top: i32,
  left: i32,
  groups: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const taps = windowDepth * windowHeight * windowWidth;
  const each = channels / groups;
  const some = filters / groups;
  const k = taps * each;
  const aside = scratch + ((<usize>atATime * k) << 2);
  for (let place = from; place < to; place += atATime) {
    const places = min(atATime, to - place);
    for (let group = 0; group < groups; group++) {
      windows(
        x + (<usize>(group * each) << 2), scratch, place, places, 0, taps, false,
        depth, height, width, channels, each, deep, high, wide, windowHeight, windowWidth,
        strideDeep, strideDown, strideAcross, gapDeep, gapDown, gapAcross, front, top, left,
      );
      const moved = <usize>(group * some) << 2;
      const at = y + ((<usize>place * filters) << 2) + moved;
      gemm(scratch, kernel + moved, at, places, k, some, k, filters, filters, false, false, aside);
    }
  }
}

/** x for the volumes `from` to `to` − 1: what each place gives its window, added up in the order of the places. */
export function convInput(
  y: usize,
  kernel: usize,
  x: usize,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  deep: i32,
  high: i32,
  wide: i32,
  filters: i32,
  windowDepth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDeep: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDeep: i32,
  gapDown: i32,
  gapAcross: i32,
  front: i32,
  top: i32,
  left: i32,
  groups: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const taps = windowDepth * windowHeight * windowWidth;
  const each = channels / groups;
  const some = filters / groups;
  const k = taps * each;
  const all = deep * high * wide;
  const aside = scratch + ((<usize>atATime * k) << 2);
  const size = depth * height * width * channels;
  clear(x + ((<usize>from * size) << 2), (to - from) * size);
  for (let volume = from; volume < to; volume++)
    for (let place = volume * all; place < (volume + 1) * all; place += atATime) {
      const places = min(atATime, (volume + 1) * all - place);
      for (let group = 0; group < groups; group++) {
        const moved = <usize>(group * some) << 2;
        const at = y + ((<usize>place * filters) << 2) + moved;
        gemm(at, kernel + moved, scratch, places, some, k, filters, filters, k, false, true, aside);
        windows(
          x + (<usize>(group * each) << 2), scratch, place, places, 0, taps, true,
          depth, height, width, channels, each, deep, high, wide, windowHeight, windowWidth,
          strideDeep, strideDown, strideAcross, gapDeep, gapDown, gapAcross, front, top, left,
        );
      }
    }
}

/** The elements `from` to `to` − 1 of the window, in the gradient by the kernel. `places` is the number of places in all volumes. */
export function convKernel(
  x: usize,
  y: usize,
  kernel: usize,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  deep: i32,
  high: i32,
  wide: i32,
  filters: i32,
  places: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDeep: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDeep: i32,
  gapDown: i32,
  gapAcross: i32,
  front: i32,
  top: i32,
  left: i32,
  groups: i32,
  atATime: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const each = channels / groups;
  const some = filters / groups;
  const k = (to - from) * each;
  const sums = scratch + ((<usize>atATime * k) << 2);
  const aside = sums + ((<usize>k * some) << 2);
  const out = kernel + ((<usize>from * each * filters) << 2);
  if (places == 0) clear(out, k * filters);
  for (let place = 0; place < places; place += atATime) {
    const now = min(atATime, places - place);
    for (let group = 0; group < groups; group++) {
      windows(
        x + (<usize>(group * each) << 2), scratch, place, now, from, to, false,
        depth, height, width, channels, each, deep, high, wide, windowHeight, windowWidth,
        strideDeep, strideDown, strideAcross, gapDeep, gapDown, gapAcross, front, top, left,
      );
      const moved = <usize>(group * some) << 2;
      const at = y + ((<usize>place * filters) << 2) + moved;
      if (place == 0) gemm(scratch, at, out + moved, k, now, some, k, filters, filters, true, false, aside);
      else {
        gemm(scratch, at, sums, k, now, some, k, filters, some, true, false, aside);
        for (let row = 0; row < k; row++)
          add(out + moved + ((<usize>row * filters) << 2), sums + ((<usize>row * some) << 2), some);
      }
    }
  }
}
