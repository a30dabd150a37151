/** Threefry as a compute shader, in the form in which TF.js's WebGPU engine takes one. */
import type { WebgpuEngine } from '../engine/webgpu-transpose.ts';
import type { Draw } from './draw.ts';
import { threefryRounds } from './threefry-rounds.ts';

const THREADS = 64;

const userCode = `
fn main(index : i32) {
  if (index < uniforms.size) {
    let first = u32(uniforms.start.y);
    var y = first + u32(index);
    var x = u32(uniforms.start.x) + select(0u, 1u, y < first);
    let k0 = u32(uniforms.key.x);
    let k1 = u32(uniforms.key.y);
    let k2 = k0 ^ k1 ^ 0x1bd11bdau;
    ${threefryRounds}
    setOutputAtIndex(index, f32((x ^ y) >> 9u) * ${2 ** -23});
  }
}`;

export const drawWithWebgpu: Draw = (memory, key, start, count) => {
  const program = {
    variableNames: [],
    outputShape: [count],
    uniforms: 'key : vec2<i32>, start : vec2<i32>,',
    workgroupSize: [THREADS, 1, 1],
    size: true,
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(count / THREADS), 1, 1],
    shaderKey: 'bernoulliUniform',
    getUserCode: () => userCode,
  };
  return (memory as WebgpuEngine).runWebGPUProgram(program, [], 'float32', [
    { type: 'int32', data: key },
    { type: 'int32', data: start },
  ]);
};
