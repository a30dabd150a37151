/** Images, looked at in other places than those of their pixels. */
import { oneOf } from '../../ir/index.ts';
import { number } from '../../ir/config/fields.ts';
import { Tensor } from '../../tracing/tensor.ts';

/** How to look between pixels, and beyond the image. */
export interface SamplingConfig {
  /**
   * What lies beyond the image. `'reflect'`, the default: the image turned over at its edge, `d c b a | a b c d | d c b a`;
   * `'constant'`: `fillValue`; `'nearest'`: the pixel at the edge; `'wrap'`: the image again.
   */
  readonly fillMode?: 'reflect' | 'constant' | 'nearest' | 'wrap' | undefined;
  /** `'bilinear'`, the default: lines between pixels. `'nearest'`: the pixel that is nearest. */
  readonly interpolation?: 'bilinear' | 'nearest' | undefined;
  /** Default 0. */
  readonly fillValue?: number | undefined;
}

/** The fields of {@link SamplingConfig}. */
export const sampling = () => ({
  fillMode: oneOf(['reflect', 'constant', 'nearest', 'wrap'], 'reflect'),
  interpolation: oneOf(['bilinear', 'nearest'], 'bilinear'),
  fillValue: number(0),
});

export type Sampling = Required<{ readonly [K in keyof SamplingConfig]: NonNullable<SamplingConfig[K]> }>;

/** Where an output pixel is looked for: its row and column as `f32 [batch, height, width, 1]`, or what broadcasts to that. */
export interface Places {
  readonly row: Tensor;
  readonly column: Tensor;
}

/** The rows and columns of pixels: `[1, height, 1, 1]` and `[1, 1, width, 1]`. */
export function pixels({ b }: Tensor, height: number, width: number): Places {
  const along = (size: number): Tensor => new Tensor(b, b.iota([size], 0)).cast('f32');
  return { row: along(height).reshape([1, height, 1, 1]), column: along(width).reshape([1, 1, width, 1]) };
}

/**
 * Every image at places of its own: `[batch, height, width, channels]` to `[batch, …places, channels]`. Row and column 0 are the middle of
 * the first pixel.
 */
export function sampleImages(images: Tensor, { row, column }: Places, how: Sampling): Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const flat = images.reshape([batch * height * width, channels]);
  const first = new Tensor(images.b, images.b.iota([batch, 1, 1, 1], 0)).mul(height * width);
  const pick = (at: Places): Tensor => {
    const [y, x] = [indexOf(at.row, height, how), indexOf(at.column, width, how)];
    const index = y.mul(width).add(x).cast('i32').add(first);
    const [, rows, columns] = index.shape as [number, number, number];
    const found = flat.gather(index.reshape([batch * rows * columns])).reshape([batch, rows, columns, channels]);
    if (how.fillMode !== 'constant') return found;
    return found.where(isInside(at.row, height).and(isInside(at.column, width)), how.fillValue);
  };
  if (how.interpolation === 'nearest') return pick({ row: rounded(row), column: rounded(column) });
  const [up, left] = [row.floor(), column.floor()];
  const [down, right] = [up.add(1), left.add(1)];
  const lines = (above: Tensor): Tensor => mix(pick({ row: above, column: left }), pick({ row: above, column: right }), column.sub(left)); // prettier-ignore
  return mix(lines(up), lines(down), row.sub(up));
}

function mix(a: Tensor, b: Tensor, share: Tensor): Tensor {
  return a.mul(share.subFrom(1)).add(b.mul(share));
}

/** Half away from 0. */
function rounded(x: Tensor): Tensor {
  return x.abs().add(0.5).floor().mul(x.sign());
}

function isInside(place: Tensor, size: number): Tensor {
  return place.greaterEqual(0).and(place.less(size));
}

/** The number of the pixel that stands for a whole place, which may lie beyond the image. */
function indexOf(place: Tensor, size: number, { fillMode }: Sampling): Tensor {
  if (fillMode === 'wrap') return remainder(place, size);
  if (fillMode !== 'reflect') return place.clip(0, size - 1);
  const turned = remainder(place, 2 * size);
  return turned.minimum(turned.subFrom(2 * size - 1));
}

/** Of whole numbers, so that half a step leaves no doubt about the quotient. */
function remainder(x: Tensor, by: number): Tensor {
  return x.sub(x.add(0.5).div(by).floor().mul(by));
}
