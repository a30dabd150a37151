/** The ports of a program: how its inputs, outputs and carried values are called, and who fills each input. Made here and nowhere else. */
import type { Schedule } from '../schedules/schedule.ts';

/** Who fills an input of a program. An input that nobody fills is an error when the program is made. */
export type Feed =
  /** The caller of the run: rows, labels, weights of samples, gradients. */
  | { readonly from: 'data'; readonly name: string }
  /** The key of a site, `i32[2]`, that stays for `every` steps. `path` is what it is hashed from. */
  | { readonly from: 'key'; readonly site: string; readonly path: string; readonly every: number }
  /** The number of the run's first row, an `i32` scalar. */
  | { readonly from: 'rowOffset' }
  /** A number of the step, an `f32` scalar: learning rates, dropout rates, temperatures. `at` is the place it is for. */
  | { readonly from: 'scalar'; readonly at: string; readonly schedule: Schedule }
  /** The caller of the run: noise in place of a draw. */
  | { readonly from: 'mask'; readonly site: string };

/** Number of the first row of a run. */
export const ROW_OFFSET = 'rowOffset';

/** 1 for a row of the data, 0 for one that only fills the batch. */
export const ROW_WEIGHT = 'rowWeight';

/** A model's data inputs: `input`, or `input0`, `input1`, … */
export function inputNames(count: number): string[] {
  return count === 1 ? ['input'] : Array.from({ length: count }, (_, i) => `input${i}`);
}

/** The labels of an output; of the only one, where `output` is `null`. */
export function labelsName(output: string | null): string {
  return output === null ? 'y' : `y:${output}`;
}

/** The weights of the samples in the loss of an output. */
export function sampleWeightName(output: string | null): string {
  return output === null ? 'sampleWeight' : `sampleWeight:${output}`;
}

/** The place of a site: that of its layer, and which use of the layer it is. */
export function sitePath(layer: string, use: number): string {
  return use === 0 ? layer : `${layer}@${use}`;
}

/** Samples draw apart from training. No step of a user's own can have this name. */
export const SAMPLES = '#sample';

/** The order of rows. No module's path starts like this. */
export const SHUFFLE = '#shuffle';

/** What the key of a site is hashed from. `purpose`: samples, the name of a step of one's own, or '' for training. */
export function keyPath(purpose: string, site: string): string {
  return purpose === '' ? site : `${purpose}:${site}`;
}

export function keyName(site: string): string {
  return `key:${site}`;
}

export function maskName(site: string): string {
  return `mask:${site}`;
}

export function scalarName(scalar: string): string {
  return `scalar:${scalar}`;
}

/** The gradient of a weight, on its way from one program to another. */
export function gradientName(weight: string): string {
  return `gradient:${weight}`;
}

/** What a layer puts in the place of a weight, on its way from one program to another. */
export function nextName(weight: string): string {
  return `next:${weight}`;
}

/** The output with a statistic of the i-th metric. */
export function statisticName(metric: number, statistic: string): string {
  return `metric:${metric}:${statistic}`;
}

/** The output with the loss of one of several predictions. */
export function lossName(output: string): string {
  return `loss:${output}`;
}

const statePrefix = 'state:';

/** State: what a layer carries from batch to batch, under its path, in the shape that it has for the batch at hand. */
export function stateName(path: string, shape: readonly number[]): string {
  return `${statePrefix}${shape.join('x')}:${path}`;
}

export function isStateName(name: string): boolean {
  return name.startsWith(statePrefix);
}

/** The path that a carried value is called by, and its shape. */
export function readStateName(name: string): { readonly path: string; readonly shape: number[] } {
  const [, sizes = '', path = ''] = name.split(':');
  return { path, shape: sizes.split('x').map(Number) };
}

/** The path of the layer that carries a value. */
export function layerOfState(name: string): string {
  const { path } = readStateName(name);
  return path.slice(0, path.lastIndexOf('/'));
}

const slotPrefix = 'optimizer:';

/** State: a slot that an optimizer keeps for a weight. `step` tells apart the ways to train that a model has. */
export function slotName(step: string, slot: string, weight: string): string {
  return `${slotPrefix}${step === '' ? '' : `${step}:`}${slot}:${weight}`;
}

/** Weights are named by paths, which hold no colon. */
export function isSlotName(name: string): boolean {
  return name.startsWith(slotPrefix);
}

/** The way to train that a slot belongs to. */
export function slotStep(name: string): string {
  return name.slice(slotPrefix.length).split(':').length > 2 ? name.slice(slotPrefix.length).split(':')[0]! : '';
}

/** The weight that a slot is of. */
export function slotWeight(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
