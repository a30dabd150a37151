/** One carried value: memory that is given back when it has been replaced and nobody reads it any more. */
import type { Tensor } from 'onnxruntime-node';
import { freeMemory } from '../free-memory.ts';
import { dataOf } from '../tensor.ts';

export class StateTensor {
  readonly #tensor: Tensor;
  #readers = 0;
  #retired = false;

  /** Takes over the tensor, with the array in it. */
  constructor(tensor: Tensor) {
    this.#tensor = tensor;
  }

  /** The value, for as long as a run needs it; {@link release} ends that. Executables that share state may read at one time. */
  acquire(): Tensor {
    this.#readers++;
    return this.#tensor;
  }

  release(): void {
    this.#readers--;
    this.#freeIfDone();
  }

  /** Says that the value is no longer anybody's state. */
  retire(): void {
    this.#retired = true;
    this.#freeIfDone();
  }

  #freeIfDone(): void {
    if (this.#retired && this.#readers === 0) freeMemory(dataOf(this.#tensor));
  }
}
