/** What the curves are measured on: one thing grows, and the rest stays. */
import { cpuName, kerasJax, onnxName, tfjsWasm, torch, type Contender } from '../contenders/index.ts';
import { networkOf, type Network } from '../networks.ts';

export type Axis = 'width' | 'batch' | 'threads';

export interface Point {
  readonly x: number;
  readonly network: Network;
  /** `undefined`: as many as the contender takes by itself. */
  readonly threads: number | undefined;
}

export interface Plan {
  readonly axis: Axis;
  readonly title: string;
  readonly xLabel: string;
  readonly points: readonly Point[];
}

const WIDTH = 1024;
const BATCH = 128;

/** Operations of a pass: fewer than elsewhere, for there are many points. */
const PASS = 40e9;

const network = (width: number, batch: number): Network => networkOf([784, width, width, 10], batch, { pass: PASS });
const doublings = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor(Math.log2(to / from)) + 1 }, (_, i) => from * 2 ** i);

export function plans(cores: number): Plan[] {
  return [
    {
      axis: 'width',
      title: `A training step as layers widen: 784-width-width-10, batch ${BATCH}`,
      xLabel: 'width of both hidden layers',
      points: doublings(64, 2048).map((x) => ({ x, network: network(x, BATCH), threads: undefined })),
    },
    {
      axis: 'batch',
      title: `A training step as batches grow: 784-${WIDTH}-${WIDTH}-10`,
      xLabel: 'rows in a batch',
      points: doublings(32, 1024).map((x) => ({ x, network: network(WIDTH, x), threads: undefined })),
    },
    {
      axis: 'threads',
      title: `A training step as threads join: 784-${WIDTH}-${WIDTH}-10, batch ${BATCH}`,
      xLabel: 'threads',
      points: doublings(1, cores).map((x) => ({ x, network: network(WIDTH, BATCH), threads: x })),
    },
  ];
}

const drawn = [cpuName, onnxName, tfjsWasm, torch, kerasJax];

/** Whom the curves show when nobody is named: TF.js layers would take an hour. */
export function shownByDefault({ name }: Contender): boolean {
  return drawn.includes(name);
}

/** Contenders that can be told how many threads to take. Keras on JAX takes one, or all there are. */
export function takesThreads({ program, options }: Contender, threads: number, cores: number): boolean {
  if (program === 'keras-jax') return threads === 1 || threads === cores;
  return program === 'torch' || (program === 'ours' && options['backend'] !== 'tfjs');
}
