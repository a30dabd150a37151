/** Group normalization: the channels of each row in groups, each brought to mean 0 and variance 1. */
import {
  fail,
  field,
  integer,
  name,
  plainConfig,
  positive,
  printShape,
  readConfig,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { alongAxes, knownAxes, scaleAndShift, weightsOf, type ScaleAndShiftConfig } from './scale-and-shift.ts';

export interface GroupNormalizationConfig extends ScaleAndShiftConfig {
  /** Number of groups, which divides the channels; −1 for a group per channel (instance normalization). Default 32. */
  readonly groups?: number | undefined;
  /** The axis of the channels. Default −1, the last. */
  readonly axis?: number | undefined;
  /** Added to the variance, above 0. Default 0.001. */
  readonly epsilon?: number | undefined;
  readonly name?: string | undefined;
}

const isGroups = (x: unknown): boolean => Number.isSafeInteger(x) && (x === -1 || (x as number) >= 1);

const fields = {
  groups: field<number>('be a whole number from 1 up, or −1 for a group per channel', isGroups, 32),
  axis: integer(-1),
  epsilon: positive(1e-3),
  ...scaleAndShift(),
  name: name(),
};

/**
 * gamma · (x − mean) / √(variance + epsilon) + beta, with mean and variance over a group of channels and all places of a row:
 * `[batch, …, n]` to the same shape. One group is layer normalization over all axes, a group per channel instance normalization.
 *
 * Weights: `gamma` and `beta`, `[n]`.
 *
 * @see Y. Wu, K. He, "Group Normalization", ECCV 2018.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for channels that the groups do not divide, or open sizes.
 * @example
 * ```ts
 * import { GroupNormalization } from '@bernoulli/api';
 * new GroupNormalization({ groups: 4 }).getConfig().groups; // => 4
 * ```
 */
export class GroupNormalization extends Layer {
  readonly className = 'GroupNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GroupNormalizationConfig = {}) {
    super();
    this.#config = readConfig('GroupNormalization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { axis, groups } = this.#channels(input);
    if (input[axis]! % groups !== 0)
      fail('SHAPE', {
        who: 'GroupNormalization',
        what: `${groups} groups must divide the ${input[axis]} channels`,
        received: printShape(input),
      });
    for (const weight of weightsOf(this.#config, [input[axis]!])) this.addWeight(weight);
  }

  call(x: Tensor): Tensor {
    const { center, scale, epsilon } = this.#config;
    const { axis, groups } = this.#channels(x.shape);
    const along = alongAxes([axis], x.shape);
    const grouped = x.reshape([...x.shape.slice(0, axis), groups, x.shape[axis]! / groups, ...x.shape.slice(axis + 1)]);
    const over = [...grouped.shape.keys()].filter((at) => at !== 0 && at !== axis);
    const apart = grouped.sub(grouped.mean(over, true));
    const normal = apart.div(apart.square().mean(over, true).add(epsilon).sqrt()).reshape(x.shape);
    const scaled = scale ? normal.mul(this.weight('gamma', x).reshape(along)) : normal;
    return center ? scaled.add(this.weight('beta', x).reshape(along)) : scaled;
  }

  #channels(input: Shape): { readonly axis: number; readonly groups: number } {
    const axis = knownAxes('GroupNormalization', this.#config.axis, input)[0]!;
    return { axis, groups: this.#config.groups === -1 ? input[axis]! : this.#config.groups };
  }
}
