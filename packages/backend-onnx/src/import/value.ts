/** A value of a file's graph while the graph is read: symbols of ours, the element type that the file gave it, and what is known of it. */
import { arrayFrom, BATCH, type DType, isConcrete, type Shape, sizeOf } from '@bernoulli/api/ir';
import { concat, type Tensor } from '@bernoulli/api';
import { elementTypes, type ElementType } from '../proto/element-type.ts';
import { numbersOf, type Numbers, type StoredTensor } from '../proto/stored-tensor.ts';
import { evaluate } from './constant-value.ts';
import { sizeTensor } from './open-size.ts';
import { unsupported } from './unsupported.ts';

/** Beyond what `i32` holds, only these two are taken: they stand for "to the end". */
const ENDS = new Set([2 ** 63, -(2 ** 63), 2 ** 63 - 1]);
const [LEAST, MOST] = [-(2 ** 31), 2 ** 31 - 1];

export class Value {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly #make: () => Tensor;
  readonly #literal: (() => Numbers) | undefined;
  /** Sizes that the elements are, where some are symbols: what `Shape` gives of a value with an open size. */
  readonly sizes: Shape | undefined;
  #tensor: Tensor | undefined;
  #known: ArrayLike<number> | undefined;

  private constructor(type: ElementType, shape: Shape, make: () => Tensor, literal?: () => Numbers, sizes?: Shape) {
    this.type = type;
    this.shape = shape;
    this.#make = make;
    this.#literal = literal;
    this.sizes = sizes;
  }

  /** A value that the graph computes. */
  static of(tensor: Tensor, type: ElementType): Value {
    return new Value(type, tensor.shape, () => tensor);
  }

  /** A tensor of the file, of which the numbers are read when somebody asks for them. */
  static stored(like: Tensor, tensor: StoredTensor): Value {
    const { type, shape } = tensor;
    const numbers = (): Numbers => numbersOf(tensor);
    const make = (): Tensor =>
      like.constant(arrayFrom(elementTypes[type].dtype, representable(numbers(), type)), shape);
    return new Value(type, shape, make, numbers);
  }

  /** A value whose numbers are known. They are written into the graph where one computes with them. */
  static known(like: Tensor, type: ElementType, shape: Shape, numbers: Numbers): Value {
    const make = (): Tensor => like.constant(arrayFrom(elementTypes[type].dtype, representable(numbers, type)), shape);
    return new Value(type, shape, make, () => numbers);
  }

  /** Sizes as a list of `int64`, or one of them as a scalar. Some may be open. */
  static sizes(like: Tensor, sizes: Shape, shape: Shape = [sizes.length], type: ElementType = 'int64'): Value {
    if (isConcrete(sizes)) return Value.known(like, type, shape, Float64Array.from(sizes));
    const make = (): Tensor => {
      // Rows may be added to a batch, and taken away again.
      if (sizes.includes(BATCH))
        return unsupported('computes with a size that is open; only shapes may be made of it. Use one batch size');
      const parts = sizes.map((size) => sizeTensor(like, size));
      return (parts.length === 1 ? parts[0]! : concat(parts, 0)).reshape(shape);
    };
    return new Value(type, shape, make, undefined, sizes);
  }

  /** What stands for it in the graph. */
  get tensor(): Tensor {
    return (this.#tensor ??= this.#make());
  }

  get dtype(): DType {
    return elementTypes[this.type].dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The numbers, where nothing that a run is handed changes them; otherwise why not is thrown. */
  numbers(what: string): ArrayLike<number> {
    if (this.#literal !== undefined) return (this.#known ??= this.#literal());
    if (this.sizes !== undefined) return unsupported(`${what} hangs on a size that is open. Use one batch size`);
    if (this.#known !== undefined) return this.#known;
    const result = evaluate(this.tensor.b, this.tensor.ref.id);
    if ('needs' in result) return unsupported(`${what} must be known before the model runs`, result.needs);
    return (this.#known = result.data);
  }

  /** The numbers, or `undefined` where a run decides them. */
  tryNumbers(): ArrayLike<number> | undefined {
    if (this.#literal !== undefined) return (this.#known ??= this.#literal());
    if (this.sizes !== undefined) return undefined;
    if (this.#known !== undefined) return this.#known;
    const result = evaluate(this.tensor.b, this.tensor.ref.id);
    return 'needs' in result ? undefined : (this.#known = result.data);
  }

  /** The only number. */
  scalar(what: string): number {
    if (sizeOf(this.shape) !== 1) unsupported(`${what} must be one number`);
    return this.numbers(what)[0]!;
  }

  /** Sizes in another type, which are sizes still. */
  sizesAs(type: ElementType): Value {
    return new Value(type, this.shape, this.#make, undefined, this.sizes);
  }

  /** A list of sizes: whole numbers, or symbols where a size is open (below 0, as in our shapes). */
  sizeList(what: string): readonly number[] {
    return this.sizes ?? Array.from(this.numbers(what));
  }
}

/** The numbers as our dtype holds them; whoever needs others is refused. */
function representable(numbers: Numbers, type: ElementType): Numbers {
  if (type === 'double' && numbers.some((x) => Number.isFinite(x) && !Number.isFinite(Math.fround(x))))
    unsupported('holds a number that f32 does not');
  if (elementTypes[type].dtype !== 'i32' || numbers instanceof Int32Array) return numbers;
  return numbers.map((value) => {
    if (value >= LEAST && value <= MOST) return value;
    // The same bits.
    if (type === 'uint32' && value >= 0 && value < 2 ** 32) return value - 2 ** 32;
    if (ENDS.has(value)) return value > 0 ? MOST : LEAST;
    return unsupported(`holds ${value}, which 32 bits do not`);
  });
}
