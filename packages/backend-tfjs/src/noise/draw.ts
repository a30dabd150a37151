/** The `uniform` op on a GPU: its bits from a key and a position alone, so that no noise is uploaded. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { Engine, Tensor } from '../engine/engine.ts';
import type { EngineName } from '../engine/options.ts';
import { drawWithWebgl } from './webgl.ts';
import { drawWithWebgpu } from './webgpu.ts';

/** Two words, as integers with a sign. */
export type Words = readonly [high: number, low: number];

/** Draws the numbers that belong to the counters `start`, `start + 1`, … */
export type Draw = (memory: KernelBackend, key: Words, start: Words, count: number) => Tensor;

const draws: Partial<Record<EngineName, Draw>> = { webgl: drawWithWebgl, webgpu: drawWithWebgpu };

/** More than this are not to be numbered by a shader's integer. */
const MOST = 2 ** 31;

/** The numbers, or `undefined` where the host is to draw them: it also says what is wrong with an offset. */
export function draw(engine: Engine, key: ArrayLike<number>, offset: number, shape: Shape): Tensor | undefined {
  const count = sizeOf(shape);
  const start = offset * sizeOf(shape.slice(1));
  const drawn = draws[engine.name];
  if (drawn === undefined || count === 0 || count >= MOST || start < 0 || start + count > Number.MAX_SAFE_INTEGER)
    return undefined;
  const counter: Words = [Math.floor(start / 2 ** 32) | 0, start | 0];
  const flat = drawn(engine.started.memory, [key[0]! | 0, key[1]! | 0], counter, count);
  const noise = engine.share(flat, shape);
  engine.free(flat);
  return noise;
}
