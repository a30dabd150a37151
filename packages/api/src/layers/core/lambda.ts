/** A function of tensors in the place of a layer. */
import { fail } from '../../ir/index.ts';
import { Module, type Outputs } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';

/**
 * A function of tensors, as a module that can stand among layers. It is code, and files hold none: a model that has one is loaded with
 * `into`. It has no weights; a layer of your own is a class that extends `Layer`.
 *
 * @throws BernoulliError `CONFIG` for what is no function.
 * @example
 * ```ts
 * import { input, Lambda } from '@bernoulli/api';
 * const x = input({ shape: [4] });
 * new Lambda((x) => x.mul(2).add(1)).apply(x).shape; // => [-1, 4]
 * ```
 */
export class Lambda<R extends Outputs = Tensor> extends Module {
  readonly className = 'Lambda';
  readonly #apply: (...inputs: Tensor[]) => R;

  constructor(apply: (...inputs: Tensor[]) => R) {
    super();
    if (typeof apply !== 'function')
      fail('CONFIG', { who: 'Lambda', what: 'needs a function of tensors', received: apply });
    this.#apply = apply;
  }

  call(...inputs: Tensor[]): R {
    return this.#apply(...inputs);
  }
}
