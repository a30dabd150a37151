/** Images with a piece of another. */
import { fail, printShape, readConfig } from '@bernoulli/api/ir';
import { siteKey, uniform } from '@bernoulli/api/random';
import { blend, mixFields, readMixing, type LabelledRows, type MixedRows, type MixOptions } from './batch.ts';

/**
 * CutMix: a box of each image, whose area is 1 − λ of it, comes from a partner, and labels are mixed by the areas that are really seen: a box
 * may reach over the edge. λ is from Beta(α, α), the middle of the box is anywhere.
 *
 * Source: S. Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV 2019.
 *
 * @param rows x: `[rows, height, width, channels]`
 * @throws BernoulliError `CONFIG` for a bad option, or class numbers without `classes`; `SHAPE` or `DATA` for rows and labels that do not fit.
 * @example
 * ```ts
 * import { cutMix } from '@bernoulli/uncertainty';
 * const image = (value: number) => [[[value], [value]], [[value], [value]]];
 * const { x, y } = cutMix({ x: [image(0), image(1)], y: [0, 1] }, { classes: 2, seed: 3 });
 * // The label says how much of the image is of class 1.
 * const seen = [0, 4].map((at) => x.data.slice(at, at + 4).reduce((sum, value) => sum + value, 0) / 4);
 * [seen[0] === y.data[1], seen[1] === y.data[3]]; // => [true, true]
 * ```
 */
export function cutMix(rows: LabelledRows, options: MixOptions = {}): MixedRows {
  const who = 'cutMix';
  const settings = readConfig(who, options, mixFields);
  const { x, y, partner, share } = readMixing(who, rows, settings);
  if (x.shape.length !== 4)
    fail('SHAPE', { who, what: 'x must be [rows, height, width, channels]', received: `shape ${printShape(x.shape)}` });
  const [count, height, width, channels] = x.shape as [number, number, number, number];
  const middles = uniform(siteKey(settings.seed, '#cutMix/middle', settings.step), [count, 2]);
  const data = x.data.slice();
  const kept = share.map((lambda, row) => {
    const side = Math.sqrt(1 - lambda);
    const [top, bottom] = span(middles[2 * row]!, side, height);
    const [left, right] = span(middles[2 * row + 1]!, side, width);
    for (let line = top; line < bottom; line++) {
      const from = ((partner[row]! * height + line) * width + left) * channels;
      const to = ((row * height + line) * width + left) * channels;
      data.set(x.data.subarray(from, from + (right - left) * channels), to);
    }
    return 1 - ((bottom - top) * (right - left)) / (height * width);
  });
  return { x: { data, shape: x.shape }, y: blend(y, partner, kept) };
}

/** From where to where a side reaches, cut off at the edges. */
function span(middle: number, side: number, size: number): [from: number, to: number] {
  const at = Math.floor(middle * size);
  const half = Math.floor(side * size) / 2;
  return [Math.max(0, Math.floor(at - half)), Math.min(size, Math.floor(at + half))];
}
