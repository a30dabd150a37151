/** `Gradient`: what it gives, and what it is refused for. */
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx, type UnsupportedOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type GraphProto, type NodeProto } from '../src/proto/messages.ts';

const port = (name: string, shape: readonly number[] = [1, 2], dataType: DataType = DataType.FLOAT) => ({
  name,
  dataType,
  shape,
});
const node = (opType: string, inputs: string[], output: string): NodeProto => ({ opType, inputs, outputs: [output] });
const product = node('Mul', ['a', 'b'], 'product');
const total: NodeProto = { ...node('ReduceSum', ['product'], 'total'), attributes: { keepdims: { int: 0 } } };

interface Asked {
  readonly xs: string[];
  readonly zs?: string[];
  readonly y: string;
  /** What it is handed: by default what `xs` and `zs` name. */
  readonly inputs?: string[];
}

const gradient = ({ xs, zs = [], y, inputs = [...xs, ...zs] }: Asked): NodeProto => ({
  name: 'gradient',
  opType: 'Gradient',
  domain: 'ai.onnx.preview.training',
  inputs,
  outputs: xs.map((name) => `d${name}`),
  attributes: { xs: { strings: xs }, y: { string: y }, ...(zs.length > 0 && { zs: { strings: zs } }) },
});

function fileOf(
  asked: Asked,
  nodes: readonly NodeProto[] = [product, total],
  more: Partial<GraphProto> = {},
): Uint8Array {
  return encodeModel({
    irVersion: 10,
    opsetImports: [
      { domain: '', version: 20 },
      { domain: 'ai.onnx.preview.training', version: 1 },
    ],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'g',
      nodes: [...nodes, gradient(asked)],
      initializers: [],
      inputs: [port('a'), port('b')],
      outputs: asked.xs.map((name) => port(`d${name}`)),
      ...more,
    },
  });
}

describe('Gradient', () => {
  it('is the derivative by each value that it names, others being fixed', async () => {
    for (const [asked, want] of [
      [
        { xs: ['a', 'b'], y: 'total' },
        { da: [3, 5], db: [-1, 4] },
      ],
      [{ xs: ['a'], zs: ['b'], y: 'total' }, [3, 5]],
    ] as const) {
      const model = await importOnnx(fileOf(asked as unknown as Asked));
      model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
      const made = await model.predict([[[-1, 4]], [[3, 5]]]);
      const flat = Object.entries('data' in made ? { '': made } : made).map(([name, { data }]) => [
        name,
        [...(data as Float32Array)],
      ]);
      expect('data' in made ? flat[0]![1] : Object.fromEntries(flat)).toEqual(want);
    }
  });

  it('may stand in front of what it differentiates', async () => {
    const asked: Asked = { xs: ['a'], y: 'total' };
    const model = await importOnnx(fileOf(asked, [], { nodes: [gradient(asked), product, total] }));
    model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
    const made = await model.predict([[[-1, 4]], [[3, 5]]]);
    expect('data' in made ? [...(made.data as Float32Array)] : made).toEqual([3, 5]);
  });

  const twice = node('Neg', ['a'], 'c');
  const whole = { inputs: [port('a'), port('b', [1, 2], DataType.INT32)] };
  it.each<[string, string, Uint8Array]>([
    ['at another value than the name has', 'a at another value', fileOf({ xs: ['a'], y: 'total', inputs: ['b'] })],
    [
      'by a value that is computed',
      'c, which is computed',
      fileOf({ xs: ['c'], y: 'total' }, [twice, node('Mul', ['c', 'b'], 'product'), total]),
    ],
    ['of more than one number', 'y that is not one float', fileOf({ xs: ['a'], y: 'product' })],
    ['of nothing', 'y that is not one float', fileOf({ xs: ['a'], y: '' })],
    ['of what is not there', 'y that is not one float', fileOf({ xs: ['a'], y: 'nowhere' })],
    [
      'of a whole number',
      'y that is not one float',
      fileOf({ xs: ['a'], y: 'count' }, [product, total, node('Size', ['product'], 'count')]),
    ],
    [
      'by whole numbers',
      'xs that are not floats',
      fileOf({ xs: ['b'], y: 'sum' }, [{ ...total, inputs: ['a'], outputs: ['sum'] }], whole),
    ],
  ])('is refused %s', async (_, why, bytes) => {
    const error = await importOnnx(bytes).then(
      () => undefined,
      (reason: UnsupportedOnnx) => reason,
    );
    expect(error?.nodes?.map((each) => [each.name, each.opType, each.why])).toEqual([['gradient', 'Gradient', why]]);
  });
});
