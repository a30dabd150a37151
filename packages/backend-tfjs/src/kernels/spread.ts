/** An operand repeated until it has a shape it broadcasts to. */
import { sameShape, type Shape } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { join } from './join.ts';

/** What sums broadcast on every engine. */
const MAX_RANK = 6;

const dtypes = { float32: 'f32', int32: 'i32', bool: 'bool' } as const;

/** The tensor itself where nothing repeats; else one of the caller's own. To be called inside `tidy`. */
export function spread(engine: Engine, x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (x.shape.length === 0 && engine.onHost) return engine.fill(shape, engine.peek(x), dtypes[x.dtype as 'float32']);
  // −0 is the one number that changes nothing, and the sum broadcasts in one vectorised pass. Tiles of a small array that is
  // still in JavaScript would be made there, and uploaded anew each time.
  if (engine.name !== 'cpu' && x.dtype === 'float32' && shape.length <= MAX_RANK)
    return engine.run('Add', { a: engine.fill(shape, -0, 'f32'), b: x });
  const lead = shape.length - x.shape.length;
  const view = engine.share(x, [...new Array<number>(lead).fill(1), ...x.shape]);
  const reps = shape.map((n, axis) => (view.shape[axis] === n ? 1 : n));
  if (reps.every((n) => n === 1)) return view;
  return engine.onHost ? doubled(engine, view, reps) : engine.run('Tile', { x: view }, { reps });
}

/**
 * Repeats by joining: the array to itself, that to itself, and so on, the innermost axis first. On the host engines this
 * is some blocks of memory copied, a hundred times faster than their kernel for tiles, which finds the place of each element anew.
 */
function doubled(engine: Engine, x: Tensor, reps: readonly number[]): Tensor {
  let result = x;
  for (let axis = reps.length - 1; axis >= 0; axis--) {
    let power = result;
    let sum: Tensor | undefined;
    for (let left = reps[axis]!; left > 0; left >>= 1) {
      if (left & 1) sum = sum === undefined ? power : join(engine, [sum, power], axis);
      if (left > 1) power = join(engine, [power, power], axis);
    }
    result = sum!;
  }
  return result;
}
