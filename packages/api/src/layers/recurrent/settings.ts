/** What may be set on recurrent layers: their weights and noise, and how a sequence is read. */
import { activation } from '../../activations/field.ts';
import type { ActivationFunction, ActivationLike, ActivationName } from '../../activations/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { Constraint, ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { Initializer, InitializerLike } from '../../initializers/index.ts';
import { noAnyUnitRateField, type AnyRate } from '../../dropout/rate.ts';
import { flag, name, required, whole, type Field } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { Regularizer, RegularizerLike } from '../../regularizers/index.ts';
import { requireUnread } from './sequence-dropout.ts';

/** What every recurrent cell with weights may be told. */
export interface UnitsConfig {
  /** Size of a state, from 1 up. */
  readonly units: number;
  /** Default `'tanh'`. */
  readonly activation?: ActivationLike | undefined;
  /** Default true. */
  readonly useBias?: boolean | undefined;
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  /** Default `'orthogonal'`. */
  readonly recurrentInitializer?: InitializerLike | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly recurrentRegularizer?: RegularizerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
  readonly recurrentConstraint?: ConstraintLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  /**
   * Probability of dropping an input feature, in all steps of a sequence alike: a number, one for each feature, a schedule over the training
   * steps, or a layer that says it, as `LearnedRate` does. One that reads the input, in layers and not in cells, is called once with
   * the mean over all steps, `[batch, 1, …, features]`, also of those that a mask leaves out. Default 0.
   */
  readonly dropout?: AnyRate | undefined;
  /**
   * Probability of dropping a unit of the state where it enters a step, in all steps of a sequence alike: a number, one for each unit, a
   * schedule, or a `LearnedRate` without `layer`: masks are drawn before there is a state to say it of. Default 0.
   */
  readonly recurrentDropout?: AnyRate | undefined;
  readonly name?: string | undefined;
}

/** What cells with gates may be told besides. */
export interface GatesConfig extends UnitsConfig {
  /** Of the gates. Default `'sigmoid'`. */
  readonly recurrentActivation?: ActivationLike | undefined;
}

/** How a layer reads a sequence. */
export interface LoopConfig {
  /** Whether the outputs of all steps are returned, `[batch, steps, …]`, and not the last alone. Default false. */
  readonly returnSequences?: boolean | undefined;
  /** Whether the states after the last step are returned too, by name, in a record with `output`. Default false. */
  readonly returnState?: boolean | undefined;
  /** Whether the last step is read first; outputs then stand in the order in which they were made. Default false. */
  readonly goBackwards?: boolean | undefined;
  /**
   * Whether the states after a batch are those before the next, row by row: in training, prediction and evaluation alike, until
   * `resetStates()`. All batches then have one size, and `fit` needs `shuffle: false` for rows to follow one another. Default false.
   */
  readonly stateful?: boolean | undefined;
  /** Whether the output of a step that the mask leaves out is 0, and not that of the step before. Default false. */
  readonly zeroOutputForMask?: boolean | undefined;
}

/** {@link UnitsConfig}, read. */
export interface UnitsSettings {
  readonly units: number;
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly recurrentInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly recurrentRegularizer: Regularizer | null;
  readonly biasRegularizer: Regularizer | null;
  readonly kernelConstraint: Constraint | null;
  readonly recurrentConstraint: Constraint | null;
  readonly biasConstraint: Constraint | null;
  readonly dropout: AnyRate;
  readonly recurrentDropout: AnyRate;
}

/** {@link LoopConfig}, read. */
export interface LoopSettings {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly zeroOutputForMask: boolean;
}

/** A rate of whichever layer reads it. */
function sequenceRate(key: string): Field<AnyRate> {
  const of = (who: string): Field<AnyRate> => noAnyUnitRateField(who, key);
  const any = of('recurrent layer');
  return {
    ...any,
    read: (given, place) => {
      const rate = of(place.who).read(given, place);
      if (key === 'recurrentDropout')
        requireUnread(place.who, key, rate, 'masks are drawn before the first step, for states that are not there yet');
      return rate;
    },
  };
}

/** The fields of {@link UnitsConfig}. */
export const unitsFields = () => ({
  units: required(whole(1)),
  activation: activation('tanh'),
  useBias: flag(true),
  kernelInitializer: initializer('glorotUniform'),
  recurrentInitializer: initializer('orthogonal'),
  biasInitializer: initializer('zeros'),
  kernelRegularizer: regularizer(),
  recurrentRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  recurrentConstraint: constraint(),
  biasConstraint: constraint(),
  dropout: sequenceRate('dropout'),
  recurrentDropout: sequenceRate('recurrentDropout'),
  name: name(),
});

/** The fields of {@link GatesConfig}. */
export const gatesFields = (recurrent: ActivationName = 'sigmoid') => ({
  ...unitsFields(),
  recurrentActivation: activation(recurrent),
});

/** The fields of {@link LoopConfig}. */
export const loopFields = () => ({
  returnSequences: flag(false),
  returnState: flag(false),
  goBackwards: flag(false),
  stateful: flag(false),
  zeroOutputForMask: flag(false),
});
