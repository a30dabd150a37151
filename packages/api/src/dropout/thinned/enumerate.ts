/** All thinned networks of a small one, and what they say together: the truth that approximations are measured by. */
import { fail, foldIn, key, readConfig, whole } from '../../ir/index.ts';
import { uniform } from '../../random/uniform.ts';
import type { OutputMoments } from './moments.ts';
import { activate, readLayers, type Thinned, type ThinnedLayer } from './network.ts';

/** One of the networks that dropout makes of one. */
export interface ThinnedNetwork {
  /** For each layer, 1 for an input that is kept. */
  readonly masks: readonly Uint8Array[];
  /** Π p^m (1 − p)^(1 − m). */
  readonly probability: number;
  readonly output: readonly number[];
}

/** Coins that are enumerated at most: 2²⁰ networks. */
const MOST = 20;

/**
 * All 2ⁿ thinned networks of a network with n units that may be dropped, each with its probability and what it gives for one row. Inputs that
 * are kept are scaled by 1 / p.
 *
 * @param x one row
 * @throws BernoulliError `CONFIG` for more than 20 such units, or a rate outside [0, 1); `SHAPE` for layers that do not fit each other.
 * @example
 * ```ts
 * import { enumerateThinned } from '@bernoulli/api';
 * const networks = enumerateThinned([{ kernel: [[1], [2]], rate: 0.5 }], [1, 1]);
 * networks.map(({ output }) => output[0]); // => [0, 2, 4, 6]
 * networks.map(({ probability }) => probability); // => [0.25, 0.25, 0.25, 0.25]
 * ```
 */
export function enumerateThinned(layers: readonly ThinnedLayer[], x: readonly number[]): ThinnedNetwork[] {
  const read = readLayers('enumerateThinned', layers, x);
  const coins = read.flatMap(({ keep }, layer) => keep.flatMap((p, unit) => (p < 1 ? [{ layer, unit }] : [])));
  if (coins.length > MOST)
    fail('CONFIG', {
      who: 'enumerateThinned',
      what: `at most ${MOST} units may be dropped, for which there are 2^${MOST} networks`,
      received: coins.length,
    });
  return Array.from({ length: 2 ** coins.length }, (_, code) => {
    const masks = read.map(({ keep }) => new Uint8Array(keep.length).fill(1));
    coins.forEach(({ layer, unit }, bit) => (masks[layer]![unit] = (code >> bit) & 1));
    return { masks, probability: probabilityOf(read, masks), output: thinnedOutput(read, x, masks) };
  });
}

/** Mean and variance of the outputs over all thinned networks, without approximation. Throws as {@link enumerateThinned}. */
export function exactMoments(layers: readonly ThinnedLayer[], x: readonly number[]): OutputMoments {
  const networks = enumerateThinned(layers, x);
  const over = (f: (output: number, unit: number) => number): number[] =>
    networks[0]!.output.map((_, unit) =>
      networks.reduce((sum, { probability, output }) => sum + probability * f(output[unit]!, unit), 0),
    );
  const mean = over((output) => output);
  return { mean, variance: over((output, unit) => (output - mean[unit]!) ** 2) };
}

export interface SampledMomentsConfig {
  /** How many thinned networks are drawn, from 1 up. Default 100. */
  readonly samples?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Mean and variance of the outputs over some thinned networks, drawn at random: Monte-Carlo dropout.
 *
 * @throws BernoulliError `CONFIG` for samples that are no whole number from 1 up, or a rate outside [0, 1); `SHAPE` for layers that do not
 * fit each other.
 */
export function sampledMoments(
  layers: readonly ThinnedLayer[],
  x: readonly number[],
  config: SampledMomentsConfig = {},
): OutputMoments {
  const { samples, seed } = readConfig('sampledMoments', config, { samples: whole(1, 100), seed: whole(0, 0) });
  const read = readLayers('sampledMoments', layers, x);
  const outputs = Array.from({ length: samples }, (_, sample) =>
    thinnedOutput(
      read,
      x,
      read.map(({ keep }, layer) => {
        const u = uniform(foldIn(foldIn(key(seed), sample), layer), [keep.length]);
        return Uint8Array.from(keep, (p, unit) => (u[unit]! < p ? 1 : 0));
      }),
    ),
  );
  const over = (f: (output: number, unit: number) => number): number[] =>
    outputs[0]!.map((_, unit) => outputs.reduce((sum, output) => sum + f(output[unit]!, unit), 0) / samples);
  const mean = over((output) => output);
  return { mean, variance: over((output, unit) => (output - mean[unit]!) ** 2) };
}

function probabilityOf(layers: readonly Thinned[], masks: readonly Uint8Array[]): number {
  return layers.reduce(
    (product, { keep }, layer) => keep.reduce((p, k, unit) => p * (masks[layer]![unit] ? k : 1 - k), product),
    1,
  );
}

function thinnedOutput(layers: readonly Thinned[], x: readonly number[], masks: readonly Uint8Array[]): number[] {
  return layers.reduce<number[]>(
    (values, layer, at) =>
      activate(
        layer,
        values.map((value, unit) => (masks[at]![unit] ? value / layer.keep[unit]! : 0)),
      ),
    [...x],
  );
}
