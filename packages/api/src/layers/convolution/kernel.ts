/** The kernels of convolutions: how they are declared, and in which forms a convolution takes them. */
import type { Constraint } from '../../constraints/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { fail, type ConvAttrs } from '../../ir/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import type { ParameterConfig } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';

/** The laws of a kernel, read. */
export interface KernelSettings {
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly kernelConstraint: Constraint | null;
}

/**
 * `kernel` `[…window, channels / groups, filters]`.
 *
 * @throws BernoulliError `SHAPE` for groups that do not divide channels and filters.
 */
export function kernelOf(
  who: string,
  { kernelInitializer, kernelRegularizer, kernelConstraint }: KernelSettings,
  window: readonly number[],
  { channels, filters, groups }: { readonly channels: number; readonly filters: number; readonly groups: number },
): ParameterConfig {
  if (channels % groups !== 0 || filters % groups !== 0)
    fail('SHAPE', {
      who,
      what: `groups must divide the ${channels} channels and the ${filters} filters`,
      received: groups,
    });
  return {
    name: 'kernel',
    shape: [...window, channels / groups, filters],
    initializer: kernelInitializer,
    regularizer: kernelRegularizer,
    constraint: kernelConstraint,
  };
}

/** `[…window, channels, multiplier]` as a convolution with a group for each channel takes it. */
export function byChannel(kernel: Tensor): Tensor {
  const { shape } = kernel;
  return kernel.reshape([...shape.slice(0, -2), 1, shape.at(-2)! * shape.at(-1)!]);
}

/** A window of one element, at every place. */
export function everywhere(axes: number): ConvAttrs {
  const each = (n: number): number[] => new Array<number>(axes).fill(n);
  return { strides: each(1), dilations: each(1), before: each(0), after: each(0), groups: 1 };
}
