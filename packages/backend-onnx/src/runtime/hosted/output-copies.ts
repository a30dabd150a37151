/** Sees to it that what ONNX Runtime hands out is in the arrays that wait for it. */
import type { TypedArray } from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import { freeMemory, isWorthFreeing } from '../free-memory.ts';
import { dataOf } from '../tensor.ts';

type Tensors = Readonly<Record<string, Tensor | null>>;

/** An array that waits. */
interface Target {
  readonly name: string;
  readonly array: TypedArray;
}

/** A number that no result will be made of alone. */
const unlikely = 1.2345678e-21;

/**
 * The native runtime fills arrays that it is given, and returns copies of them besides; another may only return. Which of
 * the two this one does is seen at the first run, by arrays that hold something else before.
 */
export class OutputCopies {
  #fills: boolean | null = null;
  #tensors: Tensors | null = null;
  #targets: readonly Target[] = [];

  /** Before the session runs. */
  prepare(tensors: Tensors): void {
    if (this.#tensors !== tensors) {
      this.#tensors = tensors;
      this.#targets = Object.entries(tensors).flatMap(([name, t]) => (t === null ? [] : [{ name, array: dataOf(t) }]));
    }
    if (this.#fills === null) for (const { array } of this.#targets) array.fill(unlikely);
  }

  /** After it ran. The copies are given back at once: left to the collector, they are new memory from the system at every step. */
  collect(results: Readonly<Record<string, Tensor>>): void {
    this.#fills ??= this.#hasFilled(results);
    for (const { name, array } of this.#targets) {
      if (this.#fills && !isWorthFreeing(array)) continue;
      const copy = dataOf(results[name]!);
      if (copy.buffer === array.buffer) continue;
      if (!this.#fills) array.set(copy);
      freeMemory(copy);
    }
  }

  /** Floats alone can tell: whole numbers and flags may come out as anything that stood there. */
  #hasFilled(results: Readonly<Record<string, Tensor>>): boolean {
    const telling = this.#targets.filter(({ array }) => array instanceof Float32Array && array.length > 0);
    return telling.length > 0 && telling.every(({ name, array }) => isSame(dataOf(results[name]!), array));
  }
}

function isSame(a: TypedArray, b: TypedArray): boolean {
  return b.every((value, i) => Object.is(value, a[i]));
}
