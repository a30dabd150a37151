/** Images of another size, and windows of them that have its shape. */
import { Tensor } from '../../tracing/tensor.ts';

export type Interpolation = 'bilinear' | 'nearest';

/** Every image at another size: pixel i of the new ones lies at (i + ½) · old / new − ½, and beyond the outermost middles their values go on. */
export function resize(images: Tensor, height: number, width: number, interpolation: Interpolation): Tensor {
  return along(along(images, 1, height, interpolation), 2, width, interpolation);
}

function along(x: Tensor, axis: 1 | 2, size: number, interpolation: Interpolation): Tensor {
  const old = x.shape[axis]!;
  if (size === old) return x;
  if (old < 0) return alongOpen(x, axis, size, interpolation);
  const pick = (place: (i: number) => number): Tensor =>
    x.gather(x.constant(Int32Array.from({ length: size }, (_, i) => place(i))), axis);
  if (interpolation === 'nearest') return pick((i) => Math.floor(((i + 0.5) * old) / size));
  const at = (i: number): number => Math.min(Math.max(((i + 0.5) * old) / size - 0.5, 0), old - 1);
  const share = Float32Array.from({ length: size }, (_, i) => at(i) % 1);
  const [before, after] = [pick((i) => Math.floor(at(i))), pick((i) => Math.min(Math.floor(at(i)) + 1, old - 1))];
  return before.add(after.sub(before).mul(x.constant(share, [size, ...x.shape.slice(axis + 1).map(() => 1)])));
}

/** The same where the old size is known to a run alone. */
function alongOpen(x: Tensor, axis: 1 | 2, size: number, interpolation: Interpolation): Tensor {
  const old = new Tensor(x.b, x.b.sizeScalar(x.shape[axis]!)).cast('f32');
  const middle = new Tensor(x.b, x.b.iota([size], 0)).cast('f32').add(0.5).mul(old).div(size);
  const pick = (place: Tensor): Tensor => x.gather(place.floor().cast('i32'), axis);
  if (interpolation === 'nearest') return pick(middle);
  const last = old.sub(1);
  const at = middle.sub(0.5).maximum(0).minimum(last);
  const share = at.sub(at.floor()).reshape([size, ...x.shape.slice(axis + 1).map(() => 1)]);
  const [before, after] = [pick(at), pick(at.floor().add(1).minimum(last))];
  return before.add(after.sub(before).mul(share));
}

/** The largest window in the middle of images that has the shape of a size. */
export function windowLike(images: Tensor, height: number, width: number): Tensor {
  const [batch, tall, wide, channels] = images.shape as [number, number, number, number];
  const rows = Math.max(Math.min(tall, Math.floor((wide * height) / width)), 1);
  const columns = Math.max(Math.min(wide, Math.floor((tall * width) / height)), 1);
  const [top, left] = [Math.floor((tall - rows) / 2), Math.floor((wide - columns) / 2)];
  return images.slice([0, top, left, 0], [batch, rows, columns, channels]);
}

/** Images with sides added so that they have the shape of a size. */
export function padLike(images: Tensor, height: number, width: number, value: number): Tensor {
  const [, tall, wide] = images.shape as [number, number, number];
  const rows = Math.max(tall, Math.floor((wide * height) / width));
  const columns = Math.max(wide, Math.floor((tall * width) / height));
  const [top, left] = [Math.floor((rows - tall) / 2), Math.floor((columns - wide) / 2)];
  // As Keras has it: one axis alone, and as much at its end as at its beginning.
  const sides = top > 0 ? [0, top, 0, 0] : [0, 0, left, 0];
  return images.pad(sides, sides, value);
}
