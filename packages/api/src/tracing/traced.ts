/** What a trace keeps of the modules that were called. */
import type { Module, Outputs, Parameter } from './module.ts';
import type { Tensor } from './tensor.ts';

/** A parameter where it met the trace. */
export interface TracedParameter {
  readonly path: string;
  readonly parameter: Parameter;
  readonly value: Tensor;
  /** False for what the optimizer must leave alone: itself frozen, or in a module that is. */
  readonly trainable: boolean;
}

/** A module's use in the trace, for summaries. */
export interface TracedCall {
  readonly path: string;
  readonly module: Module;
  /** The path of the module that used it; `''` for the outermost. */
  readonly caller: string;
  readonly inputs: readonly Tensor[];
  readonly output: Outputs;
}

/** A penalty that a layer added to the loss: a scalar, or one number per row. */
export interface TracedLoss {
  readonly path: string;
  readonly value: Tensor;
}
