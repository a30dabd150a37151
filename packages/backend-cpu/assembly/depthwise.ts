/**
 * Convolution of each channel by itself, with one filter each, and its two gradients, over images with channels last: channels are
 * added up side by side, sixteen and four at a time and then one by one.
 */
import { fma } from './fma';
import { clear } from './windows';

/** The first step of so many, `gap` apart from `start` on, that is not below zero. */
@inline
function lowest(start: i32, gap: i32, steps: i32): i32 {
  return start >= 0 ? 0 : min(steps, (gap - 1 - start) / gap);
}

/** Behind the last step that is below `size`. */
@inline
function behind(start: i32, gap: i32, steps: i32, size: i32): i32 {
  return start + (steps - 1) * gap < size ? steps : start >= size ? 0 : (size - 1 - start) / gap + 1;
}

@inline
function at(x: usize, element: i32): usize {
  return x + (<usize>element << 2);
}

/** y for the lines `from` to `to` − 1 of the places of all images. */
export function depthwise(
  x: usize,
  kernel: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  from: i32,
  to: i32,
): void {
  for (let line = from; line < to; line++) {
    const image = line / high;
    const up = (line - image * high) * strideDown - top;
    const down0 = lowest(up, gapDown, windowHeight);
    const down1 = behind(up, gapDown, windowHeight, height);
    for (let column = 0; column < wide; column++) {
      const start = column * strideAcross - left;
      const across0 = lowest(start, gapAcross, windowWidth);
      const across1 = behind(start, gapAcross, windowWidth, width);
      const out = at(y, (line * wide + column) * channels);
      const inside = at(x, ((image * height + up) * width + start) * channels);
      let c = 0;
      for (; c + 16 <= channels; c += 16) {
        let a = f32x4.splat(0);
        let b = f32x4.splat(0);
        let d = f32x4.splat(0);
        let e = f32x4.splat(0);
        for (let down = down0; down < down1; down++) {
          let from = at(inside, (down * gapDown * width + across0 * gapAcross) * channels + c);
          let by = at(kernel, (down * windowWidth + across0) * channels + c);
          for (let across = across0; across < across1; across++) {
            a = fma(a, v128.load(from), v128.load(by));
            b = fma(b, v128.load(from, 16), v128.load(by, 16));
            d = fma(d, v128.load(from, 32), v128.load(by, 32));
            e = fma(e, v128.load(from, 48), v128.load(by, 48));
            from += <usize>(gapAcross * channels) << 2;
            by += <usize>channels << 2;
          }
        }
        const to = at(out, c);
        v128.store(to, a);
        v128.store(to, b, 16);
        v128.store(to, d, 32);
        v128.store(to, e, 48);
      }
      for (; c + 4 <= channels; c += 4) {
        let sum = f32x4.splat(0);
        for (let down = down0; down < down1; down++)
          for (let across = across0; across < across1; across++)
            sum = fma(
              sum,
              v128.load(at(inside, (down * gapDown * width + across * gapAcross) * channels + c)),
              v128.load(at(kernel, (down * windowWidth + across) * channels + c)),
            );
        v128.store(at(out, c), sum);
      }
      for (; c < channels; c++) {
        let sum: f32 = 0;
        for (let down = down0; down < down1; down++)
          for (let across = across0; across < across1; across++)
            sum +=
              load<f32>(at(inside, (down * gapDown * width + across * gapAcross) * channels + c)) *
              load<f32>(at(kernel, (down * windowWidth + across) * channels + c));
        store<f32>(at(out, c), sum);
      }
    }
  }
}

/** x for the images `from` to `to` − 1: what each place gives its window, added up in the order of the places. */
export function depthwiseInput(
  y: usize,
  kernel: usize,
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  from: i32,
  to: i32,
): void {
  const size = height * width * channels;
  clear(at(x, from * size), (to - from) * size);
  for (let line = from * high; line < to * high; line++) {
    const image = line / high;
    const up = (line - image * high) * strideDown - top;
    const down0 = lowest(up, gapDown, windowHeight);
    const down1 = behind(up, gapDown, windowHeight, height);
    for (let column = 0; column < wide; column++) {
      const start = column * strideAcross - left;
      const across0 = lowest(start, gapAcross, windowWidth);
      const across1 = behind(start, gapAcross, windowWidth, width);
      const slope = at(y, (line * wide + column) * channels);
      const inside = at(x, ((image * height + up) * width + start) * channels);
      for (let down = down0; down < down1; down++)
        for (let across = across0; across < across1; across++) {
          const out = at(inside, (down * gapDown * width + across * gapAcross) * channels);
          const by = at(kernel, (down * windowWidth + across) * channels);
          let c = 0;
          for (; c + 4 <= channels; c += 4)
            v128.store(at(out, c), fma(v128.load(at(out, c)), v128.load(at(slope, c)), v128.load(at(by, c))));
          for (; c < channels; c++)
            store<f32>(at(out, c), load<f32>(at(out, c)) + load<f32>(at(slope, c)) * load<f32>(at(by, c)));
        }
    }
  }
}

/**
 * The elements `from` to `to` − 1 of the window, in the gradient by the kernel, over `batch` images. Sums are taken line by line, then
 * image by image: so no sum has many terms.
 */
export function depthwiseKernel(
  x: usize,
  y: usize,
  kernel: usize,
  height: i32,
  width: i32,
  channels: i32,
  high: i32,
  wide: i32,
  batch: i32,
  windowWidth: i32,
  strideDown: i32,
  strideAcross: i32,
  gapDown: i32,
  gapAcross: i32,
  top: i32,
  left: i32,
  from: i32,
  to: i32,
): void {
  clear(at(kernel, from * channels), (to - from) * channels);
  const along = <usize>(strideAcross * channels) << 2;
  for (let image = 0; image < batch; image++)
    for (let tap = from; tap < to; tap++) {
      const up = (tap / windowWidth) * gapDown - top;
      const start = (tap % windowWidth) * gapAcross - left;
      const line0 = lowest(up, strideDown, high);
      const line1 = behind(up, strideDown, high, height);
      const column0 = lowest(start, strideAcross, wide);
      const columns = behind(start, strideAcross, wide, width) - column0;
      const out = at(kernel, tap * channels);
      const inside = at(x, ((image * height + up) * width + start + column0 * strideAcross) * channels);
      const slopes = at(y, (image * high * wide + column0) * channels);
      let c = 0;
      for (; c + 16 <= channels; c += 16) {
        let sumA = f32x4.splat(0);
        let sumB = f32x4.splat(0);
        let sumD = f32x4.splat(0);
        let sumE = f32x4.splat(0);
        for (let line = line0; line < line1; line++) {
          let from = at(inside, line * strideDown * width * channels + c);
          let by = at(slopes, line * wide * channels + c);
          let a = f32x4.splat(0);
          let b = f32x4.splat(0);
          let d = f32x4.splat(0);
          let e = f32x4.splat(0);
          for (let i = 0; i < columns; i++) {
            a = fma(a, v128.load(from), v128.load(by));
            b = fma(b, v128.load(from, 16), v128.load(by, 16));
            d = fma(d, v128.load(from, 32), v128.load(by, 32));
            e = fma(e, v128.load(from, 48), v128.load(by, 48));
            from += along;
            by += <usize>channels << 2;
          }
          sumA = f32x4.add(sumA, a);
          sumB = f32x4.add(sumB, b);
          sumD = f32x4.add(sumD, d);
          sumE = f32x4.add(sumE, e);
        }
        const to = at(out, c);
        v128.store(to, f32x4.add(v128.load(to), sumA));
        v128.store(to, f32x4.add(v128.load(to, 16), sumB), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), sumD), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), sumE), 48);
      }
      for (; c + 4 <= channels; c += 4) {
        let sum = f32x4.splat(0);
        for (let line = line0; line < line1; line++) {
          let from = at(inside, line * strideDown * width * channels + c);
          let by = at(slopes, line * wide * channels + c);
          let a = f32x4.splat(0);
          for (let i = 0; i < columns; i++, from += along, by += <usize>channels << 2)
            a = fma(a, v128.load(from), v128.load(by));
          sum = f32x4.add(sum, a);
        }
        v128.store(at(out, c), f32x4.add(v128.load(at(out, c)), sum));
      }
      for (; c < channels; c++) {
        let sum: f32 = 0;
        for (let line = line0; line < line1; line++) {
          let from = at(inside, line * strideDown * width * channels + c);
          let by = at(slopes, line * wide * channels + c);
          let a: f32 = 0;
          for (let i = 0; i < columns; i++, from += along, by += <usize>channels << 2)
            a += load<f32>(from) * load<f32>(by);
          sum += a;
        }
        store<f32>(at(out, c), load<f32>(at(out, c)) + sum);
      }
    }
}
