/** Sees to it that what ONNX Runtime hands out is in the arrays that wait for it. */
import type { Tensor } from 'onnxruntime-node';
import { freeMemory } from './free-memory.ts';
import { dataOf } from './tensor.ts';

type Tensors = Readonly<Record<string, Tensor | null>>;

/** A number that no result will be made of alone. */
const unlikely = 1.2345678e-21;

/**
 * The native runtime fills arrays that it is given, and returns copies of them besides; another may only return. Which of
 * the two this one does is seen at the first run, by arrays that hold something else before.
 */
export class Delivery {
  #fills: boolean | null = null;

  /** Before the session runs. */
  expect(targets: Tensors): void {
    if (this.#fills === null)
      for (const target of Object.values(targets)) if (target !== null) dataOf(target).fill(unlikely);
  }

  /** After it ran. The copies are given back at once: left to the collector, they are new memory from the system at every step. */
  receive(results: Readonly<Record<string, Tensor>>, targets: Tensors): void {
    if (this.#fills === null) this.#fills = this.#hasFilled(results, targets);
    for (const [name, target] of Object.entries(targets)) {
      if (target === null) continue;
      const [from, to] = [dataOf(results[name]!), dataOf(target)];
      if (from.buffer === to.buffer) continue;
      if (!this.#fills) to.set(from);
      freeMemory(from);
    }
  }

  #hasFilled(results: Readonly<Record<string, Tensor>>, targets: Tensors): boolean {
    return Object.entries(targets).every(([name, target]) => {
      if (target === null) return true;
      const [from, to] = [dataOf(results[name]!), dataOf(target)];
      return to.every((value, i) => Object.is(value, from[i]));
    });
  }
}
