/** What every data set here gives: examples to train on, and others to test on. */
import type { TensorData } from '@bernoulli/api/ir';

/** Inputs, one row per example, and the class of each. */
export interface Examples {
  readonly x: TensorData;
  readonly y: Int32Array;
}

export interface DataSet {
  readonly train: Examples;
  readonly test: Examples;
}
