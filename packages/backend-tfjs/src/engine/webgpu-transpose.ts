/** The transpose of integers and truth values on webgpu: TF.js's own shader for it takes floats alone, and does not compile. */
import type { DataType, KernelBackend, KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What is used of the engine: TF.js's own kernels run their shaders so. */
export interface WebgpuEngine extends KernelBackend {
  runWebGPUProgram(
    program: object,
    inputs: readonly TensorInfo[],
    dtype: DataType,
    uniforms?: readonly { readonly type: 'int32'; readonly data: readonly number[] }[],
  ): TensorInfo;
}

const THREADS = 64;

/** What TF.js's shaders call the coordinates of a place. */
const names = ['x', 'y', 'z', 'w', 'u', 'v'];
const vector = (rank: number): string => (rank > 4 ? `vec${rank}` : `vec${rank}<i32>`);

function transposeIntegers(memory: WebgpuEngine, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const rank = perm.length;
  const outputShape = perm.map((axis) => x.shape[axis]!);
  const from = x.shape.map((_, axis) => `coords.${names[perm.indexOf(axis)]}`);
  const count = outputShape.reduce((n, size) => n * size, 1);
  const program = {
    variableNames: ['A'],
    outputShape,
    workgroupSize: [THREADS, 1, 1],
    size: true,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(count / THREADS), 1, 1],
    shaderKey: `bernoulliTranspose_${perm}`,
    getUserCode: () => `
fn main(index : i32) {
  if (index < uniforms.size) {
    let coords = getCoordsFromIndex(index);
    setOutputAtIndexI32(index, A[getIndexFromCoords${rank}D(${vector(rank)}(${from}), uniforms.aShape)]);
  }
}`,
  };
  return memory.runWebGPUProgram(program, [x], x.dtype);
}

/** TF.js's kernel for floats, and ours for the rest. */
export const transposeOfAll =
  (ofFloats: KernelFunc): KernelFunc =>
  (call) => {
    const { inputs, attrs, backend } = call;
    const x = inputs['x']!;
    if (x.dtype === 'float32') return ofFloats(call);
    return transposeIntegers(backend as WebgpuEngine, x, (attrs as NamedAttrMap)['perm'] as number[]);
  };
