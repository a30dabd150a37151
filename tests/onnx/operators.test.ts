/** Operators one by one, on every backend and through export, beside what ONNX Runtime makes of the same file. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../packages/backend-onnx/src/proto/encode.ts';
import type { DataType } from '../../packages/backend-onnx/src/proto/messages.ts';
import type { ElementType } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { Numbers } from '../../packages/backend-onnx/src/proto/stored-tensor.ts';
import { backendNames, backendOf } from './backends.ts';
import type { CaseTensor } from './cases.ts';
import { difference } from './difference.ts';
import { numbers, operatorCases, type OperatorCase, type Type } from './operator-cases.ts';
import { runModel } from './run-case.ts';

/** @param shapes of the outputs, which the runtime wants to be told */
function bytesOf(
  { op, opset = 21, attributes = {}, inputs, outputs = ['float'] }: OperatorCase,
  shapes: readonly (readonly number[])[] = [],
): Uint8Array {
  const port = (name: string, type: string, shape: readonly (number | string)[]) => ({
    name,
    dataType: numbers[type as Type] as DataType,
    shape,
  });
  const names = inputs.map((input, i) => (input === null ? '' : `x${i}`));
  return encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: opset }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'one',
      nodes: [{ name: 'node', opType: op, inputs: names, outputs: outputs.map((_, i) => `y${i}`), attributes }],
      initializers: [],
      inputs: inputs.flatMap((input, i) => (input === null ? [] : [port(`x${i}`, input.type, input.shape)])),
      outputs: outputs.map((type, i) => port(`y${i}`, type, shapes[i] ?? [])),
    },
  });
}

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
    const got = await runModel(bytesOf(of), given, { backend: await backendOf(backendName), throughExport });
    const shapes = got.map(({ value }) => value.shape);
    const want = await inRuntime(bytesOf(of, shapes), of.inputs);
    expect(got.map(({ value }, i) => difference(value, want[i]!, { relative: 1e-4, absolute: 1e-5 }))).toEqual(
      want.map(() => undefined),
    );
  });
});
