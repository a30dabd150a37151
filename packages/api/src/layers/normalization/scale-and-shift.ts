/** The two learned weights that follow a normalization, and where they lie. */
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { fail, flag, printShape, resolveAxis, type Shape } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import type { ParameterConfig } from '../../tracing/module.ts';

/** What may be set on them. */
export interface ScaleAndShiftConfig {
  /** Whether there is a `beta` to add. Default true. */
  readonly center?: boolean | undefined;
  /** Whether there is a `gamma` to multiply by. Default true. */
  readonly scale?: boolean | undefined;
  /** Default `'zeros'`. */
  readonly betaInitializer?: InitializerLike | undefined;
  /** Default `'ones'`. */
  readonly gammaInitializer?: InitializerLike | undefined;
  readonly betaRegularizer?: RegularizerLike | undefined;
  readonly gammaRegularizer?: RegularizerLike | undefined;
  readonly betaConstraint?: ConstraintLike | undefined;
  readonly gammaConstraint?: ConstraintLike | undefined;
}

/** The fields of {@link ScaleAndShiftConfig}. */
export const scaleAndShift = () => ({
  center: flag(true),
  scale: flag(true),
  betaInitializer: initializer('zeros'),
  gammaInitializer: initializer('ones'),
  betaRegularizer: regularizer(),
  gammaRegularizer: regularizer(),
  betaConstraint: constraint(),
  gammaConstraint: constraint(),
});

type Settings = {
  readonly [K in keyof ReturnType<typeof scaleAndShift>]: ReturnType<ReturnType<typeof scaleAndShift>[K]['read']>;
};

/** The weights that the settings ask for: `gamma` first. */
export function weightsOf(settings: Settings, shape: Shape): ParameterConfig[] {
  const weights = [];
  if (settings.scale)
    weights.push({
      name: 'gamma',
      shape,
      initializer: settings.gammaInitializer,
      regularizer: settings.gammaRegularizer,
      constraint: settings.gammaConstraint,
    });
  if (settings.center)
    weights.push({
      name: 'beta',
      shape,
      initializer: settings.betaInitializer,
      regularizer: settings.betaRegularizer,
      constraint: settings.betaConstraint,
    });
  return weights;
}

/** Axes counted from the front, in order. The batch is none of them, and their sizes are known. */
export function knownAxes(who: string, axes: number | readonly number[], input: Shape): number[] {
  const list = typeof axes === 'number' ? [axes] : axes;
  const found = [...new Set(list.map((axis) => resolveAxis(axis, input.length, who)))].sort((a, b) => a - b);
  if (found[0] === 0 || found.some((axis) => input[axis]! < 1))
    fail('SHAPE', {
      who,
      what: `needs an input whose ${found.length === 1 ? 'axis' : 'axes'} ${list.join(' and ')} ${found.length === 1 ? 'is not the batch and has a known size' : 'are not the batch and have known sizes'}`,
      received: printShape(input),
    });
  return found;
}

/** The shape that lets a weight along some axes meet the input: 1 everywhere else. */
export function alongAxes(axes: readonly number[], input: Shape): number[] {
  return input.map((size, axis) => (axes.includes(axis) ? size : 1));
}
