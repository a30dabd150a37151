/** The two kernels of a separable convolution. */
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { whole, type SettingsOf } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import type { ParameterConfig } from '../../tracing/module.ts';

export interface SeparableConfig {
  /** Channels that the first step makes of each. Default 1. */
  readonly depthMultiplier?: number | undefined;
  /** Default `'glorotUniform'`. */
  readonly depthwiseInitializer?: InitializerLike | undefined;
  /** Default `'glorotUniform'`. */
  readonly pointwiseInitializer?: InitializerLike | undefined;
  readonly depthwiseRegularizer?: RegularizerLike | undefined;
  readonly pointwiseRegularizer?: RegularizerLike | undefined;
  readonly depthwiseConstraint?: ConstraintLike | undefined;
  readonly pointwiseConstraint?: ConstraintLike | undefined;
}

/** The fields of {@link SeparableConfig}. */
export const separableFields = () => ({
  depthMultiplier: whole(1, 1),
  depthwiseInitializer: initializer('glorotUniform'),
  pointwiseInitializer: initializer('glorotUniform'),
  depthwiseRegularizer: regularizer(),
  pointwiseRegularizer: regularizer(),
  depthwiseConstraint: constraint(),
  pointwiseConstraint: constraint(),
});

/** The weights, in the order of the steps. */
export function separableWeights(
  settings: SettingsOf<ReturnType<typeof separableFields>>,
  window: readonly number[],
  channels: number,
  filters: number,
): ParameterConfig[] {
  const { depthMultiplier } = settings;
  return [
    {
      name: 'depthwiseKernel',
      shape: [...window, channels, depthMultiplier],
      initializer: settings.depthwiseInitializer,
      regularizer: settings.depthwiseRegularizer,
      constraint: settings.depthwiseConstraint,
    },
    {
      name: 'pointwiseKernel',
      shape: [...window.map(() => 1), channels * depthMultiplier, filters],
      initializer: settings.pointwiseInitializer,
      regularizer: settings.pointwiseRegularizer,
      constraint: settings.pointwiseConstraint,
    },
  ];
}
