/** Kinds whose noise says where something begins, or where a line is: what is left for given noise, worked out by hand. */
import { expect, it } from 'vitest';
import { makeKind } from './dropout-kinds.ts';
import { DropoutSite } from './dropout-site.ts';

it.each([1, 2, 3, 4, 5])('of size %d', (blockSize) => {
  const [height, width] = [6, 7];
  const [tall, wide] = [height + blockSize - 1, width + blockSize - 1];
  const layer = makeKind('DropBlock2D', { rate: 0.5, blockSize });
  const site = new DropoutSite(layer, [1, height, width, 1], { given: true });
  const { variance } = layer.moments(1);
  for (let begin = 0; begin < tall * wide; begin++) {
    const { y } = site.run({ noise: Array.from({ length: tall * wide }, (_, i) => (i === begin ? 0 : 1)) });
    const [top, left] = [Math.floor(begin / wide) - blockSize + 1, (begin % wide) - blockSize + 1];
    y.data.forEach((value, at) => {
      const [down, right] = [Math.floor(at / width) - top, (at % width) - left];
      const isHit = down >= 0 && down < blockSize && right >= 0 && right < blockSize;
      // What is kept is 1 / p, and the variance 1 / p − 1.
      expect(value).toBeCloseTo(isHit ? 0 : variance + 1, 5);
    });
  }
});

it.each([1, 2, 4])('of length %d in a sequence', (blockSize) => {
  const steps = 6;
  const places = steps + blockSize - 1;
  const layer = makeKind('DropBlock1D', { rate: 0.5, blockSize });
  const site = new DropoutSite(layer, [1, steps, 1], { given: true });
  const { variance } = layer.moments(1);
  for (let begin = 0; begin < places; begin++) {
    const { y } = site.run({ noise: Array.from({ length: places }, (_, i) => (i === begin ? 0 : 1)) });
    const from = begin - blockSize + 1;
    y.data.forEach((value, at) => expect(value).toBeCloseTo(at >= from && at < from + blockSize ? 0 : variance + 1, 5));
  }
});

it.each([
  [0, 0, 1, []],
  [0, 0, 0, [0]],
  [0.5, 0.5, 0, [6, 7, 8, 11, 12, 13]],
  [0.999, 0.999, 0, [19]],
] as const)(
  'a patch %d down and %d to the right, with a third number of %d, blanks %j',
  (down, right, there, blank) => {
    // Of height 2 and width 3 on 4 × 5 elements in two channels: it begins at one of 5 × 7 places.
    const site = new DropoutSite(makeKind('Cutout', { rate: 0.5, size: [2, 3] }), [1, 4, 5, 2], { given: true });
    const { y } = site.run({ noise: [down, right, there] });
    const gone = [...y.data].flatMap((value, i) => (value === 0 ? [i] : []));
    expect(gone).toEqual(blank.flatMap((i) => [2 * i, 2 * i + 1]));
    expect([...y.data].every((value) => value === 0 || value === 1)).toBe(true);
  },
);

it('MaxDropout takes what lies above its line, row by row', () => {
  const site = new DropoutSite(makeKind('MaxDropout', { rate: 0.5 }), [2, 5], { given: true });
  const { y } = site.run({ x: [0, 1, 2, 3, 4, -8, -4, -2, -1, 0], noise: [0.6, 0.2] });
  // r is 0.3 and 0.1: what is above 0.7 and 0.9 of the range goes.
  expect([...y.data].map((value) => value + 0)).toEqual([0, 1, 2, 0, 0, -8, -4, -2, -1, 0]);
});

it('ShakeDrop passes back another number than it computes with', () => {
  const layer = makeKind('ShakeDrop', { rate: 0.5, alpha: [-1, 1], beta: [0, 0.5] });
  const site = new DropoutSite(layer, [2, 2], { given: true });
  // The first row is kept, the second shaken: α = 2 · 0.75 − 1, β = 0.5 · 0.25.
  const { y, gradient } = site.run({
    x: [1, 2, 1, 2],
    upstream: [1, 1, 1, 4],
    noise: [0.2, 0.9, 0.9, 0.7, 0.75, 0.25],
  });
  expect([...y.data]).toEqual([1, 2, 0.5, 1]);
  expect([...gradient.data]).toEqual([1, 1, 0.125, 0.5]);
});
