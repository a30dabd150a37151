/** What can be timed: a job of one kind, as plain data that is sent to the process that does it. */
import type { Architecture } from './architectures.ts';
import type { Network } from './networks.ts';

/** Training steps of a network. */
export interface Train {
  readonly kind: 'train';
  readonly network: Network;
}

/** Training steps of a network of more than dense layers. */
export interface TrainArchitecture {
  readonly kind: 'architecture';
  readonly architecture: Architecture;
}

/** A network, trained from nothing until it knows rows that it has not seen: a pass is the whole of it. */
export interface Learn {
  readonly kind: 'learn';
  /** On MNIST. */
  readonly network: Network;
  /** Share of MNIST's test rows that it must tell right at the end of an epoch. */
  readonly target: number;
  /** Epochs after which it counts as broken down. */
  readonly epochs: number;
}

/** Rows that a network predicts, call after call. */
export interface Predict {
  readonly kind: 'predict';
  readonly network: Network;
  /** Rows of one call. */
  readonly rows: number;
}

/** Products of two square matrices of f32. */
export interface Product {
  readonly kind: 'product';
  readonly size: number;
}

/** Masks drawn at rate 0.5. */
export interface Noise {
  readonly kind: 'noise';
  /** Elements of one mask. */
  readonly elements: number;
}

export type Job = Train | TrainArchitecture | Learn | Predict | Product | Noise;

/** A job under the name that tables show. */
export interface Work {
  readonly name: string;
  readonly job: Job;
  /** Works of one group are timed in the same rounds, so that figures of one may be set against those of another. */
  readonly group: string;
}

/** What the time of a job is divided by, and what it is then shown in. */
export interface Unit {
  readonly title: string;
  /** From milliseconds per unit (a step, a row, a product, an element) to what is shown. */
  readonly show: (milliseconds: number, job: Job) => number;
  readonly better: 'low' | 'high';
}

export const units: { readonly [K in Job['kind']]: Unit } = {
  train: { title: 'ms per step', show: (ms) => ms, better: 'low' },
  architecture: { title: 'ms per step', show: (ms) => ms, better: 'low' },
  learn: { title: 'seconds', show: (ms) => ms / 1000, better: 'low' },
  predict: { title: 'rows per ms', show: (ms) => 1 / ms, better: 'high' },
  product: {
    title: 'GFLOP/s',
    show: (ms, job) => (job.kind === 'product' ? (2 * job.size ** 3) / ms / 1e6 : Number.NaN),
    better: 'high',
  },
  noise: { title: 'ns per element', show: (ms) => ms * 1e6, better: 'low' },
};
