/** Operators one by one, on every backend and through export, beside what ONNX Runtime makes of the same file. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { ElementType } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { Numbers } from '../../packages/backend-onnx/src/proto/stored-tensor.ts';
import { backendNames, backendOf } from './backends.ts';
import type { CaseTensor } from './value-file.ts';
import { difference } from './difference.ts';
import { operatorCases } from './operator-cases.ts';
import { operatorFile } from './operator-file.ts';
import { runModel } from './run-case.ts';

const arrays = {
  float: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

async function inRuntime(bytes: Uint8Array, inputs: readonly (CaseTensor | null)[]): Promise<CaseTensor[]> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const feeds = inputs.flatMap((input, i): [string, OrtTensor][] => {
    if (input === null) return [];
    const { type, shape, data } = input;
    const wide = type === 'int64' ? BigInt64Array.from(data as Float64Array, BigInt) : undefined;
    const made = wide ?? arrays[type as keyof typeof arrays].from(data);
    return [[`x${i}`, new OrtTensor(type === 'float' ? 'float32' : (type as 'int64'), made as BigInt64Array, shape)]];
  });
  const results = await session.run(Object.fromEntries(feeds));
  const made = session.outputNames.map((name): CaseTensor => {
    const { type, dims, data } = results[name]!;
    return {
      type: (type === 'float32' ? 'float' : type) as ElementType,
      shape: dims,
      data: Float64Array.from(data as Iterable<number | bigint>, Number) as Numbers,
    };
  });
  await session.release();
  return made;
}

const all = Object.entries(operatorCases());
const runs = [...backendNames.map((name) => [name, false] as const), ['onnx', true] as const];

describe.each(runs)('on %s (through export: %s)', (backendName, throughExport) => {
  it.each(all)('%s', async (_, of) => {
    const given = of.inputs.filter((input) => input !== null);
    const got = await runModel(operatorFile(of), given, { backend: await backendOf(backendName), throughExport });
    const shapes = got.map(({ value }) => value.shape);
    const want = await inRuntime(operatorFile(of, shapes), of.inputs);
    expect(got.map(({ value }, i) => difference(value, want[i]!, { relative: 1e-4, absolute: 1e-5 }))).toEqual(
      want.map(() => undefined),
    );
  });
});
