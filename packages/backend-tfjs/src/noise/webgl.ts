/** Threefry as a fragment shader, in the form in which TF.js's WebGL engine takes one. */
import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { Tensor } from '../engine/engine.ts';
import type { Draw } from './draw.ts';
import { threefryRounds } from './threefry-rounds.ts';

/** What is used of the engine: TF.js's own kernels run their shaders so. */
interface WebglEngine extends KernelBackend {
  runWebGLProgram(program: object, inputs: readonly Tensor[], dtype: 'float32', uniforms: readonly number[][]): Tensor;
}

const userCode = `
void main() {
  uint first = uint(start.y);
  uint y = first + uint(getOutputCoords());
  uint x = uint(start.x) + (y < first ? 1u : 0u);
  uint k0 = uint(key.x);
  uint k1 = uint(key.y);
  uint k2 = k0 ^ k1 ^ 0x1bd11bdau;
  ${threefryRounds}
  setOutput(float((x ^ y) >> 9u) * ${2 ** -23});
}`;

export const drawWithWebgl: Draw = (memory, key, start, count) => {
  const customUniforms = [
    { name: 'key', type: 'ivec2' },
    { name: 'start', type: 'ivec2' },
  ];
  const program = { variableNames: [], outputShape: [count], customUniforms, userCode };
  return (memory as WebglEngine).runWebGLProgram(program, [], 'float32', [[...key], [...start]]);
};
