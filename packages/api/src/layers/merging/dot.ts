/** Products of two inputs along an axis of each. */
import {
  axes,
  fail,
  flag,
  name,
  plainConfig,
  printShape,
  readConfig,
  required,
  resolveAxis,
  type SettingsOf,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { unit } from '../../losses/cosine.ts';
import { requireInputs } from './merge.ts';

export interface DotConfig {
  /** The axis to sum along, or one for each input. Axis 0 is the batch and cannot be summed along. */
  readonly axes: number | readonly number[];
  /** Vectors are brought to length 1 first, so that the product is their cosine. Default false. */
  readonly normalize?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = { axes: required(axes()), normalize: flag(false), name: name() };

/**
 * Σ x₀ · x₁ along an axis of each, row by row: `[batch, a, n]` and `[batch, n, b]` to `[batch, a, b]`; two vectors to `[batch, 1]`.
 *
 * @throws BernoulliError `CONFIG` for bad axes or another number of inputs than two; `SHAPE` when the axes differ in size.
 * @example
 * ```ts
 * import { Dot } from '@bernoulli/api';
 * new Dot({ axes: [2, 1] }).getConfig(); // => { axes: [2, 1], normalize: false }
 * ```
 */
export class Dot extends Layer {
  readonly className = 'Dot';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DotConfig) {
    super();
    this.#config = readConfig('Dot', config, fields);
    const { axes: given } = this.#config;
    if (Array.isArray(given) ? given.length !== 2 || given.includes(0) : given === 0)
      fail('CONFIG', {
        who: 'Dot',
        what: 'axes must be an axis, or two, other than 0, the batch',
        received: String(given),
      });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(...inputs: Tensor[]): Tensor {
    requireInputs('Dot', inputs, 2);
    const [x, y] = inputs.map((input, i) => this.#alongLast(input, i)) as [Tensor, Tensor];
    if (x.shape.at(-1) !== y.shape.at(-1))
      fail('SHAPE', {
        who: 'Dot',
        what: 'the axes to sum along must have one size',
        received: inputs.map((input) => printShape(input.shape)).join(' and '),
      });
    const [left, right] = [x, y].map((t) => t.shape.slice(1, -1)) as [number[], number[]];
    const product = asMatrices(x).matMul(asMatrices(y), { transposeB: true });
    const rest = [...left, ...right];
    return product.reshape([x.shape[0]!, ...(rest.length === 0 ? [1] : rest)]);
  }

  /** The input with the axis to sum along as the last. */
  #alongLast(input: Tensor, i: number): Tensor {
    const given = this.#config.axes;
    const axis = resolveAxis(typeof given === 'number' ? given : given[i]!, input.rank, 'Dot');
    const order = [...input.shape.keys()].filter((at) => at !== axis);
    const moved = axis === input.rank - 1 ? input : input.transpose([...order, axis]);
    return this.#config.normalize ? unit(moved, -1) : moved;
  }
}

/** `[batch, a, b, n]` as `[batch, a·b, n]`. */
function asMatrices(x: Tensor): Tensor {
  const count = x.shape.slice(1, -1).reduce((n, size) => n * size, 1);
  return x.rank === 3 ? x : x.reshape([x.shape[0]!, count, x.shape.at(-1)!]);
}
