/** What every kind of dropout is tried with. */
import { layerFromConfig, type DropoutKind } from '@bernoulli/api';
import type * as kinds from '../src/dropout/kinds/index.ts';
import type { PlainConfig } from '../src/tracing/layer.ts';

export type KindName = keyof typeof kinds;

/** How a kind is tried, on inputs `[rows, …row]`. */
export interface Sample {
  /** Shape of a row; the last axis has four units. Default `[4]`. */
  readonly row?: readonly number[];
  /** Configurations that drop something, and keep something. */
  readonly configs: readonly PlainConfig[];
  /** One under which the layer is the identity. */
  readonly nothing: PlainConfig;
  /** One that leaves only zeros, or `null` where the law has none. */
  readonly everything: PlainConfig | null;
  /** The shape of the noise for so many rows, where it is not that of the input. */
  readonly noiseShape?: (config: PlainConfig, rows: number) => readonly number[];
  /** What it is in inference: nothing, or its mean. Default `'identity'`. */
  readonly inference?: 'identity' | 'mean';
  /** Whether the gradient is, by its law, not that of what was computed. */
  readonly ownGradient?: boolean;
}

export const UNITS = 4;
const perUnit = [0.1, 0.25, 0.5, 0.8];
/** 0.2 at step 0, then 0.6. */
const changing = { className: 'piecewise', config: { boundaries: [1], values: [0.2, 0.6] } };
/** Learned: what is drawn are the numbers that relaxed coins are made of. */
const learned = (config: object = {}) => ({
  className: 'LearnedRate',
  config: { initialRate: 0.3, temperature: 0.5, ...config },
});
/** Of the input: the sigmoid of each unit. */
const ofInput = { className: 'Activation', config: { activation: 'sigmoid' } };
const coins = { nothing: { rate: 0 }, everything: { rate: 1 } };

const givenNoiseShape: Sample['noiseShape'] = ({ noiseShape = [null, null] }, rows) =>
  (noiseShape as (number | null)[]).map((n, axis) => n ?? [rows, UNITS][axis]!);
const perChannel = (axes: number): Sample => ({
  row: [...[2, 3, 1].slice(0, axes), UNITS],
  configs: [{ rate: 0.3 }, { rate: perUnit }, { rate: learned() }],
  ...coins,
  noiseShape: (_, rows) => [rows, ...Array<number>(axes).fill(1), UNITS],
});

/** A kind without a row does not compile. */
export const family: { readonly [K in KindName]: Sample } = {
  Dropout: {
    configs: [
      { rate: 0.1 },
      { rate: 0.5 },
      { rate: 0.9 },
      { rate: perUnit },
      { rate: 0.3, noiseShape: [null, 1] },
      { rate: 0.3, noiseShape: [1, null] },
      { rate: perUnit, noiseShape: [1, null], name: 'whole-batch' },
      { rate: perUnit, shareRows: 3 },
      { rate: changing },
      { rate: learned() },
      { rate: learned({ perUnit: true }), noiseShape: [1, null] },
      { rate: ofInput },
    ],
    ...coins,
    noiseShape: givenNoiseShape,
  },
  GaussianDropout: {
    configs: [
      { rate: 0.1 },
      { rate: 0.8 },
      { rate: perUnit },
      { rate: changing },
      { rate: learned({ perUnit: true }) },
      { rate: ofInput },
    ],
    nothing: { rate: 0 },
    everything: null,
  },
  GaussianNoise: {
    configs: [{ stddev: 0.1 }, { stddev: 2 }, { stddev: perUnit }, { stddev: changing }, { stddev: ofInput }],
    nothing: { stddev: 0 },
    everything: null,
  },
  UniformNoise: {
    configs: [{ limit: 0.5 }, { limit: 3 }, { limit: perUnit }, { limit: changing }, { limit: ofInput }],
    nothing: { limit: 0 },
    everything: null,
  },
  AlphaDropout: {
    configs: [
      { rate: 0.05 },
      { rate: 0.5 },
      { rate: perUnit },
      { rate: 0.3, noiseShape: [null, 1] },
      { rate: 0.3, noiseShape: [1, null] },
      { rate: changing },
      { rate: learned() },
      { rate: ofInput },
    ],
    ...coins,
    noiseShape: givenNoiseShape,
  },
  FeatureAlphaDropout: perChannel(1),
  SpatialDropout1D: perChannel(1),
  SpatialDropout2D: perChannel(2),
  SpatialDropout3D: perChannel(3),
  DropBlock2D: {
    row: [3, 4, UNITS],
    configs: [
      { rate: 0.2, blockSize: 1 },
      { rate: 0.4, blockSize: 2 },
      { rate: changing, blockSize: 3 },
      { rate: perUnit, blockSize: 2 },
    ],
    nothing: { rate: 0, blockSize: 2 },
    everything: { rate: 1, blockSize: 2 },
    noiseShape: ({ blockSize }, rows) => [rows, 2 + Number(blockSize), 3 + Number(blockSize), UNITS],
  },
  DropBlock1D: {
    row: [5, UNITS],
    configs: [
      { rate: 0.2, blockSize: 1 },
      { rate: 0.4, blockSize: 3 },
      { rate: changing, blockSize: 2 },
      { rate: perUnit, blockSize: 2 },
    ],
    nothing: { rate: 0, blockSize: 2 },
    everything: { rate: 1, blockSize: 2 },
    noiseShape: ({ blockSize }, rows) => [rows, 4 + Number(blockSize), UNITS],
  },
  Cutout: {
    row: [3, 4, UNITS],
    configs: [
      { rate: 1, size: 2 },
      { rate: 0.6, size: [1, 3] },
      { rate: changing, size: [5, 2] },
    ],
    nothing: { rate: 0, size: 2 },
    everything: null,
    noiseShape: (_, rows) => [rows, 3],
  },
  MaxDropout: {
    row: [2, UNITS],
    configs: [{ rate: 0.3 }, { rate: 0.9 }, { rate: changing }, { rate: perUnit }, { rate: ofInput }],
    nothing: { rate: 0 },
    everything: null,
    noiseShape: (_, rows) => [rows, 1, 1],
  },
  Standout: {
    configs: [{}, { alpha: 2, beta: 1 }, { alpha: -0.5 }],
    nothing: { alpha: 0, beta: 100 },
    everything: { alpha: 0, beta: -200 },
    inference: 'mean',
  },
  ShakeDrop: {
    row: [2, UNITS],
    configs: [{ rate: 0.3 }, { rate: 0.5, alpha: [0, 1], beta: [0, 0] }, { rate: changing, alpha: [-2, 1] }],
    nothing: { rate: 0 },
    everything: null,
    noiseShape: (_, rows) => [rows, 3],
    inference: 'mean',
    ownGradient: true,
  },
  NEFTuneNoise: {
    row: [3, UNITS],
    configs: [{ alpha: 0.5 }, { alpha: 5 }, { alpha: changing }],
    nothing: { alpha: 0 },
    everything: null,
  },
  WordDropout: {
    configs: [
      { rate: 0.2 },
      { rate: 0.7, unknown: 2 },
      { rate: changing, unknown: -1 },
      { rate: perUnit },
      { rate: ofInput },
    ],
    ...coins,
  },
  DropPath: {
    row: [2, UNITS],
    configs: [{ rate: 0.2 }, { rate: 0.7 }, { rate: changing }, { rate: learned({ temperature: 0.1 }) }],
    ...coins,
    noiseShape: (_, rows) => [rows, 1, 1],
  },
  TokenDropout: {
    row: [3, UNITS],
    configs: [{ rate: 0.2 }, { rate: 0.7 }, { rate: changing }, { rate: learned({ temperature: 0.1 }) }],
    ...coins,
    noiseShape: (_, rows) => [rows, 3, 1],
  },
};

export const makeKind = (name: string, config: PlainConfig): DropoutKind =>
  layerFromConfig({ className: name, config }) as DropoutKind;

const followsInput = (rate: unknown): boolean =>
  (rate as Partial<typeof ofInput> | undefined)?.className === ofInput.className;

/** The setting that follows from the input, if one does. */
const askedIn = (config: PlainConfig): string | undefined =>
  Object.keys(config).find((key) => followsInput(config[key]));

/** The law of a layer for an element: of a rate that follows from the input, that of the number that it is there. */
export function lawOf(
  layer: DropoutKind,
  { make }: { readonly make: (config: PlainConfig) => DropoutKind },
  config: PlainConfig,
): DropoutKind['moments'] {
  const asked = askedIn(config);
  return (x, ...more) => {
    if (asked === undefined) return layer.moments(x, ...more);
    const kind = make({ ...config, [asked]: 1 / (1 + Math.exp(-x)) });
    return kind.moments(x, ...more);
  };
}

/** A batch of a kind, and the values in it: rows that are all alike. */
export function batchOf(name: KindName, rows: number): { shape: readonly number[]; x: number[]; row: number[] } {
  const { row = [UNITS] } = family[name];
  const size = row.reduce((product, n) => product * n, 1);
  const one = Array.from({ length: size }, (_, i) => [1, -2, 0.5, 3][i % UNITS]! * (1 + Math.floor(i / UNITS) / 4));
  return { shape: [rows, ...row], x: Array.from({ length: rows }, () => one).flat(), row: one };
}
