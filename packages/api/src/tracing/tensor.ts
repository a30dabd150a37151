/** Symbols that write nodes: what a model's `call` receives, combines and returns. */
import {
  fail,
  fillShape,
  resolveAxis,
  type ConvAttrs,
  type DType,
  type GraphBuilder,
  type Ref,
  type Shape,
  type SizedConvAttrs,
  type TypedArray,
} from '../ir/index.ts';

/** A tensor, or a number that stands for a scalar of the other operand's dtype. */
export type TensorLike = Tensor | number;

/**
 * A value that does not exist yet: a node of the graph being traced. It has a type and a shape and no elements; each method
 * appends a node. Binary methods broadcast by NumPy's rule. There is no promotion between dtypes: `cast` says it.
 *
 * @example
 * ```ts
 * import { Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = new Tensor(b, b.input('x', 'f32', [2, 3]));
 * x.mul(2).sum(-1).shape; // => [2]
 * ```
 */
export class Tensor {
  /** Where the node was written. Layers rarely need it: they combine tensors. */
  readonly b: GraphBuilder;
  readonly ref: Ref;

  constructor(b: GraphBuilder, ref: Ref) {
    this.b = b;
    this.ref = ref;
  }

  get shape(): Shape {
    return this.ref.shape;
  }

  get dtype(): DType {
    return this.ref.dtype;
  }

  get rank(): number {
    return this.ref.shape.length;
  }

  #of(ref: Ref): Tensor {
    return new Tensor(this.b, ref);
  }

  #axes(axes: number | readonly number[] | undefined, who: string): number[] {
    if (axes === undefined) return this.shape.map((_, i) => i);
    const list = (typeof axes === 'number' ? [axes] : [...axes]).map((a) => resolveAxis(a, this.rank, who));
    return [...new Set(list)].sort((p, q) => p - q);
  }

  /** A constant array in the same graph. */
  constant(value: TypedArray, shape?: Shape): Tensor {
    return this.#of(this.b.constant(value, shape));
  }

  add(y: TensorLike): Tensor {
    return this.#of(this.b.add(this.ref, operand(y)));
  }
  sub(y: TensorLike): Tensor {
    return this.#of(this.b.sub(this.ref, operand(y)));
  }
  mul(y: TensorLike): Tensor {
    return this.#of(this.b.mul(this.ref, operand(y)));
  }
  div(y: TensorLike): Tensor {
    return this.#of(this.b.div(this.ref, operand(y)));
  }
  pow(y: TensorLike): Tensor {
    return this.#of(this.b.pow(this.ref, operand(y)));
  }
  minimum(y: TensorLike): Tensor {
    return this.#of(this.b.minimum(this.ref, operand(y)));
  }
  maximum(y: TensorLike): Tensor {
    return this.#of(this.b.maximum(this.ref, operand(y)));
  }
  /** y − x. */
  subFrom(y: TensorLike): Tensor {
    return this.#of(this.b.sub(operand(y), this.ref));
  }
  /** y / x. */
  divInto(y: TensorLike): Tensor {
    return this.#of(this.b.div(operand(y), this.ref));
  }
  equal(y: TensorLike): Tensor {
    return this.#of(this.b.equal(this.ref, operand(y)));
  }
  notEqual(y: TensorLike): Tensor {
    return this.#of(this.b.notEqual(this.ref, operand(y)));
  }
  less(y: TensorLike): Tensor {
    return this.#of(this.b.less(this.ref, operand(y)));
  }
  lessEqual(y: TensorLike): Tensor {
    return this.#of(this.b.lessEqual(this.ref, operand(y)));
  }
  greater(y: TensorLike): Tensor {
    return this.#of(this.b.greater(this.ref, operand(y)));
  }
  greaterEqual(y: TensorLike): Tensor {
    return this.#of(this.b.greaterEqual(this.ref, operand(y)));
  }
  and(y: Tensor): Tensor {
    return this.#of(this.b.and(this.ref, y.ref));
  }
  or(y: Tensor): Tensor {
    return this.#of(this.b.or(this.ref, y.ref));
  }
  not(): Tensor {
    return this.#of(this.b.not(this.ref));
  }
  neg(): Tensor {
    return this.#of(this.b.neg(this.ref));
  }
  abs(): Tensor {
    return this.#of(this.b.abs(this.ref));
  }
  sign(): Tensor {
    return this.#of(this.b.sign(this.ref));
  }
  floor(): Tensor {
    return this.#of(this.b.floor(this.ref));
  }
  ceil(): Tensor {
    return this.#of(this.b.ceil(this.ref));
  }
  round(): Tensor {
    return this.#of(this.b.round(this.ref));
  }
  exp(): Tensor {
    return this.#of(this.b.exp(this.ref));
  }
  log(): Tensor {
    return this.#of(this.b.log(this.ref));
  }
  log1p(): Tensor {
    return this.#of(this.b.log1p(this.ref));
  }
  sqrt(): Tensor {
    return this.#of(this.b.sqrt(this.ref));
  }
  sin(): Tensor {
    return this.#of(this.b.sin(this.ref));
  }
  cos(): Tensor {
    return this.#of(this.b.cos(this.ref));
  }
  tanh(): Tensor {
    return this.#of(this.b.tanh(this.ref));
  }
  sigmoid(): Tensor {
    return this.#of(this.b.sigmoid(this.ref));
  }
  erf(): Tensor {
    return this.#of(this.b.erf(this.ref));
  }
  isFinite(): Tensor {
    return this.#of(this.b.isFinite(this.ref));
  }
  square(): Tensor {
    return this.mul(this);
  }
  /** max(x, 0). */
  relu(): Tensor {
    return this.maximum(0);
  }
  /** x moved into [low, high]. */
  clip(low: number, high: number): Tensor {
    return this.maximum(low).minimum(high);
  }
  cast(dtype: DType): Tensor {
    return this.#of(this.b.cast(this.ref, dtype));
  }
  /** The value, as a constant to the gradient. */
  stopGradient(): Tensor {
    return this.#of(this.b.stopGradient(this.ref));
  }
  /** This where the condition holds, `other` elsewhere. */
  where(condition: Tensor, other: TensorLike): Tensor {
    return this.#of(this.b.select(condition.ref, this.ref, operand(other)));
  }

  /** Sum over the axes given, or over all. */
  sum(axes?: number | readonly number[], keepDims = false): Tensor {
    return this.#of(this.b.reduceSum(this.ref, this.#axes(axes, 'sum'), keepDims));
  }
  max(axes?: number | readonly number[], keepDims = false): Tensor {
    return this.#of(this.b.reduceMax(this.ref, this.#axes(axes, 'max'), keepDims));
  }
  min(axes?: number | readonly number[], keepDims = false): Tensor {
    return this.#of(this.b.reduceMin(this.ref, this.#axes(axes, 'min'), keepDims));
  }
  /** Mean over the axes given, or over all. */
  mean(axes?: number | readonly number[], keepDims = false): Tensor {
    const folded = this.#axes(axes, 'mean');
    const sizes = folded.map((axis) => this.shape[axis]!);
    const known = sizes.reduce((n, size) => (size < 0 ? n : n * size), 1);
    return sizes.reduce<Tensor>(
      (mean, size) => (size < 0 ? mean.div(this.#of(this.b.sizeScalar(size)).cast('f32')) : mean),
      this.sum(folded, keepDims).div(known),
    );
  }
  argMax(axis = -1): Tensor {
    return this.#of(this.b.argMax(this.ref, resolveAxis(axis, this.rank, 'argMax')));
  }
  /** eˣ / Σ eˣ along an axis. */
  softmax(axis = -1): Tensor {
    return this.#alongLast(axis, 'softmax', (x) => this.b.softmax(x));
  }
  logSoftmax(axis = -1): Tensor {
    return this.#alongLast(axis, 'logSoftmax', (x) => this.b.logSoftmax(x));
  }
  #alongLast(axis: number, who: string, write: (x: Ref) => Ref): Tensor {
    const at = resolveAxis(axis, this.rank, who);
    if (at === this.rank - 1) return this.#of(write(this.ref));
    const swap = this.shape.map((_, i) => (i === at ? this.rank - 1 : i === this.rank - 1 ? at : i));
    return this.#of(this.b.transpose(write(this.b.transpose(this.ref, swap)), swap));
  }

  /** Matrix product; see the `matMul` op for the shapes it takes. */
  matMul(y: Tensor, options?: { readonly transposeA?: boolean; readonly transposeB?: boolean }): Tensor {
    return this.#of(this.b.matMul(this.ref, y.ref, options));
  }
  /** Convolution with a kernel `[…window, channels / groups, filters]`: `[batch, …sizes, channels]` to `[batch, …places, filters]`. */
  conv(kernel: Tensor, attrs: ConvAttrs): Tensor {
    return this.#of(this.b.conv(this.ref, kernel.ref, attrs));
  }
  /** The reverse in shape, as transposed convolutions have it: `[batch, …places, filters]` to `[batch, ...size, channels]`. */
  convInput(kernel: Tensor, attrs: SizedConvAttrs): Tensor {
    return this.#of(this.b.convInput(this.ref, kernel.ref, attrs));
  }
  /** The same elements in another shape; one size may be left open as `null` and is worked out. */
  reshape(shape: readonly (number | null)[]): Tensor {
    return this.#of(this.b.reshape(this.ref, fillShape(shape, this.shape)));
  }
  transpose(perm: readonly number[] = this.shape.map((_, i) => this.rank - 1 - i)): Tensor {
    return this.#of(this.b.transpose(this.ref, perm));
  }
  broadcastTo(shape: Shape): Tensor {
    return this.#of(this.b.broadcastTo(this.ref, shape));
  }
  slice(starts: readonly number[], sizes: Shape): Tensor {
    return this.#of(this.b.slice(this.ref, starts, sizes));
  }
  pad(before: readonly number[], after: readonly number[], value = 0): Tensor {
    return this.#of(this.b.pad(this.ref, before, after, value));
  }
  /** Picks along an axis by `i32` indices. */
  gather(indices: Tensor, axis = 0): Tensor {
    return this.#of(this.b.gather(this.ref, indices.ref, resolveAxis(axis, this.rank, 'gather')));
  }
  /** 1 where the last new axis equals the label, 0 elsewhere: `i32 […]` to `f32 […, classes]`. */
  oneHot(classes: number): Tensor {
    const positions = this.#of(this.b.iota([classes], 0));
    return this.reshape([...this.shape, 1])
      .equal(positions)
      .cast('f32');
  }
}

/**
 * Tensors one after the other along an axis.
 *
 * @throws BernoulliError `SHAPE` for no tensors, or sizes that differ along another axis; `DTYPE` for different dtypes.
 * @example
 * ```ts
 * import { concat, Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = new Tensor(b, b.input('x', 'f32', [2, 3]));
 * concat([x, x]).shape; // => [2, 6]
 * ```
 */
export function concat(tensors: readonly Tensor[], axis = -1): Tensor {
  const first = tensors[0] ?? fail('SHAPE', { who: 'concat', what: 'needs at least one tensor' });
  const at = resolveAxis(axis, first.rank, 'concat');
  return new Tensor(
    first.b,
    first.b.concat(
      tensors.map((t) => t.ref),
      at,
    ),
  );
}

function operand(x: TensorLike): Ref | number {
  return typeof x === 'number' ? x : x.ref;
}
