/** Weights of a file by their names: `net/dense/kernel` is the weight `kernel` of the module `dense`. */
import { Module, type Initializer, type Tensor } from '@bernoulli/api';
import { numbersOf, type StoredTensor } from '../proto/stored-tensor.ts';

/** Holds weights, and other groups. It computes nothing. */
export class ParameterGroup extends Module {
  readonly className = 'ParameterGroup';
  readonly #groups = new Map<string, ParameterGroup>();

  /** The group at a path below this one, made where there is none. */
  group(path: readonly string[]): ParameterGroup {
    const [first, ...rest] = path;
    if (first === undefined) return this;
    let next = this.#groups.get(first);
    if (next === undefined) this.#groups.set(first, (next = new ParameterGroup()));
    return next.group(rest);
  }

  /** Declares a weight that begins as a tensor of the file. */
  add(name: string, tensor: StoredTensor, trainable: boolean): void {
    this.addWeight({ name, shape: tensor.shape, initializer: new StoredWeight(tensor), trainable });
  }

  /** A weight in the trace that `like` belongs to. */
  read(name: string, like: Tensor): Tensor {
    return this.weight(name, like);
  }

  override children(): [string, Module][] {
    return [...this.#groups];
  }

  call(x: Tensor): Tensor {
    return x;
  }
}

/** Begins a weight with the numbers of a file. */
export class StoredWeight implements Initializer {
  readonly className = 'StoredWeight';
  readonly #tensor: StoredTensor;

  constructor(tensor: StoredTensor) {
    this.#tensor = tensor;
  }

  draw(): Float32Array {
    const numbers = numbersOf(this.#tensor);
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}
