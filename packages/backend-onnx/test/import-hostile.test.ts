/** Files that ask for what there is not, or mean harm: every one ends in an error of ours that says what and where, and none takes long. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BernoulliError } from '@bernoulli/api';
import { importOnnx, type UnsupportedOnnx } from '@bernoulli/backend-onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import {
  DataType,
  type FunctionProto,
  type NodeProto,
  type ModelProto,
  type TensorProto,
} from '../src/proto/messages.ts';
import { ProtoWriter } from '../src/proto/writer.ts';

const x = { name: 'x', dataType: DataType.FLOAT, shape: [2, 3] };

function modelOf(
  nodes: readonly NodeProto[],
  more: Partial<ModelProto> = {},
  initializers: readonly TensorProto[] = [],
): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 18 }],
    producerName: 'test',
    producerVersion: '',
    graph: { name: 'g', nodes, initializers, inputs: [x], outputs: [{ ...x, name: 'y' }] },
    ...more,
  });
}

async function errorOf(
  source: Uint8Array | string,
  options?: Parameters<typeof importOnnx>[1],
): Promise<BernoulliError> {
  const error: unknown = await importOnnx(source, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(BernoulliError.is(error), String((error as Error | undefined)?.stack)).toBe(true);
  return error as BernoulliError;
}

const relu: NodeProto = { opType: 'Relu', inputs: ['x'], outputs: ['y'], name: 'relu' };

describe('what is not supported', () => {
  it('is listed by node and operator, all at once', async () => {
    const error = await errorOf(
      modelOf([
        { name: 'first', opType: 'Multinomial', inputs: ['x'], outputs: ['a'] },
        { name: 'behind', opType: 'Relu', inputs: ['a'], outputs: ['b'] },
        { name: 'second', opType: 'Odd', domain: 'org.odd', inputs: ['x'], outputs: ['c'] },
        { name: 'third', opType: 'Relu', inputs: ['x'], outputs: ['d'], attributes: { slope: { int: 1 } } },
        { name: 'last', opType: 'Sum', inputs: ['b', 'c', 'd'], outputs: ['y'] },
      ]),
    );
    expect(error.code).toBe('UNSUPPORTED');
    expect((error as UnsupportedOnnx).nodes.map(({ name, opType, why }) => [name, opType, why])).toEqual([
      ['first', 'Multinomial', 'there is no such operator here'],
      ['second', 'Odd', 'of the domain org.odd'],
      ['third', 'Relu', 'attribute slope (int)'],
    ]);
    expect(error.message).toContain('first (Multinomial)');
    expect((error as UnsupportedOnnx).nodes.map(({ isDefinite }) => isDefinite)).toEqual([true, true, false]);
  });

  it('names the input of which it takes the value, and does with it', async () => {
    const shape = { name: 'shape', dataType: DataType.INT64, shape: [2] };
    const reshape: NodeProto = { name: 'reshape', opType: 'Reshape', inputs: ['x', 'shape'], outputs: ['y'] };
    const graph = { name: 'g', nodes: [reshape], initializers: [], inputs: [x, shape], outputs: [{ ...x, name: 'y' }] };
    const bytes = modelOf([], { graph });
    expect(((await errorOf(bytes)) as UnsupportedOnnx).nodes[0]!.needs).toEqual(['shape']);
    const model = await importOnnx(bytes, { inputs: { shape: [3, 2] } });
    expect(model.inputs.map(({ name }) => name)).toEqual(['x']);
    expect((await errorOf(bytes, { inputs: { shap: [1] } })).message).toContain('Its inputs are x, shape');
  });

  it('is an opset that there was not yet', async () => {
    const error = await errorOf(modelOf([relu], { opsetImports: [{ domain: '', version: 99 }] }));
    expect([error.code, error.problem.received]).toEqual(['UNSUPPORTED', 99]);
  });
});

describe('operators that ask for more than there is room for', () => {
  const n = { name: 'n', dataType: DataType.INT64, dims: [], data: BigInt64Array.of(2n ** 40n) };
  const words: NodeProto = { opType: 'Cast', inputs: ['x'], outputs: ['words'], attributes: { to: { int: 6 } } };
  const picture: NodeProto = {
    opType: 'Unsqueeze',
    inputs: ['x', 'axes'],
    outputs: ['picture'],
  };
  const axes = { name: 'axes', dataType: DataType.INT64, dims: [2], data: BigInt64Array.of(0n, 1n) };
  const rois = { name: 'rois', dataType: DataType.FLOAT, dims: [1, 4], data: Float32Array.of(0, 0, 1, 1) };
  const row = { name: 'row', dataType: DataType.INT64, dims: [1], data: BigInt64Array.of(0n) };
  const y = ['y'];

  it.each<[string, NodeProto[]]>([
    ['a window', [{ opType: 'HannWindow', inputs: ['n'], outputs: y }]],
    ['a transform', [{ opType: 'DFT', inputs: ['x', 'n'], outputs: y, attributes: { axis: { int: 0 } } }]],
    [
      'words left out',
      [
        words,
        {
          opType: 'TfIdfVectorizer',
          inputs: ['words'],
          outputs: y,
          attributes: {
            max_skip_count: { int: 2 ** 40 },
            ngram_counts: { ints: [0] },
            ngram_indexes: { ints: [0] },
            pool_int64s: { ints: [1] },
          },
        },
      ],
    ],
    [
      'places for runs',
      [
        words,
        {
          opType: 'TfIdfVectorizer',
          inputs: ['words'],
          outputs: y,
          attributes: { ngram_counts: { ints: [0] }, ngram_indexes: { ints: [2 ** 31] }, pool_int64s: { ints: [1] } },
        },
      ],
    ],
    [
      'samples of a region',
      [
        picture,
        {
          opType: 'RoiAlign',
          inputs: ['picture', 'rois', 'row'],
          outputs: y,
          attributes: { sampling_ratio: { int: 2 ** 31 } },
        },
      ],
    ],
    [
      'a result of a pool',
      [
        picture,
        {
          opType: 'MaxUnpool',
          inputs: ['picture', 'picture'],
          outputs: y,
          attributes: { kernel_shape: { ints: [2 ** 30, 2 ** 30] } },
        },
      ],
    ],
  ])('%s: refused at once', async (_, nodes) => {
    const start = performance.now();
    const error = await errorOf(modelOf(nodes, {}, [n, axes, rois, row]));
    expect(['UNSUPPORTED', 'SHAPE', 'DTYPE', 'FORMAT']).toContain(error.code);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('functions', () => {
  const fn = (name: string, calls: readonly string[]): FunctionProto => ({
    domain: 'f',
    name,
    inputs: ['a'],
    outputs: [`o${calls.length}`],
    nodes: calls.map((opType, i) => ({
      opType,
      domain: opType === 'Relu' ? '' : 'f',
      inputs: [i === 0 ? 'a' : `o${i}`],
      outputs: [`o${i + 1}`],
    })),
    opsetImports: [{ domain: '', version: 18 }],
  });
  const opsetImports = [
    { domain: '', version: 18 },
    { domain: 'f', version: 1 },
  ];
  const call: NodeProto = { name: 'call', opType: 'f0', domain: 'f', inputs: ['x'], outputs: ['y'] };

  it('are read where a node calls one', async () => {
    const model = await importOnnx(
      modelOf([call], { opsetImports, functions: [fn('f0', ['f1', 'Relu']), fn('f1', ['Relu'])] }),
    );
    expect(model.outputs).toEqual([{ name: 'y', type: 'float' }]);
  });

  it('that call each other in a circle are refused', async () => {
    const error = await errorOf(modelOf([call], { opsetImports, functions: [fn('f0', ['f1']), fn('f1', ['f0'])] }));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('calls itself')]);
  });

  it('that double themselves thirty times are refused before they are unrolled', async () => {
    const functions = Array.from({ length: 30 }, (_, i) =>
      fn(`f${i}`, i === 29 ? ['Relu'] : [`f${i + 1}`, `f${i + 1}`]),
    );
    const error = await errorOf(modelOf([call], { opsetImports, functions }));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('50000 nodes')]);
  });
});

describe('bytes', () => {
  const sound = modelOf([relu]);

  it('that end too early are refused wherever they end', async () => {
    for (let length = 0; length < sound.length; length++) {
      const error = await importOnnx(sound.slice(0, length)).catch((reason: unknown) => reason);
      if (error instanceof Error) expect(BernoulliError.is(error), `${length}: ${error.stack}`).toBe(true);
    }
    expect((await errorOf(sound.slice(0, sound.length - 1))).code).toBe('FORMAT');
  });

  it.each([
    ['a number of eleven bytes', [8, ...new Array<number>(10).fill(255), 1], 'ten bytes'],
    ['a length past the end', [0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f], 'past the end'],
    ['a group', [0x0b], 'wire type'],
    ['a field without a number', [0x02, 0], 'a number from 1 up'],
    ['nothing', [], 'holds no model'],
  ])('that hold %s are refused', async (_, list, message) => {
    const error = await errorOf(Uint8Array.from(list));
    expect([error.code, error.message]).toEqual(['FORMAT', expect.stringContaining(message)]);
  });

  it('that nest messages without end are refused', async () => {
    let inner = new ProtoWriter().string(2, 'deepest');
    // A graph in an attribute of a node of a graph.
    for (let i = 0; i < 200; i++)
      inner = new ProtoWriter().message(1, new ProtoWriter().message(5, new ProtoWriter().message(6, inner)));
    const error = await errorOf(new ProtoWriter().int(1, 8).message(7, inner).finish());
    expect(error.message).toContain('nested');
  });

  it('that hold a million empty nodes are refused', async () => {
    const nodes = new Uint8Array(2_000_000).fill(0x0a).map((byte, i) => (i % 2 === 0 ? byte : 0));
    const error = await errorOf(new ProtoWriter().int(1, 8).bytes(7, nodes).finish());
    expect([error.code, error.message]).toEqual(['FORMAT', expect.stringContaining('at most 400000')]);
  });

  it('that say of a tensor what it is not are refused', async () => {
    const w = { name: 'w', dataType: DataType.FLOAT, dims: [2, 3], data: new Float32Array(5) } as const;
    const add: NodeProto = { name: 'add', opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] };
    const model = await importOnnx(modelOf([add], {}, [w])).catch((reason: unknown) => reason);
    const error = BernoulliError.is(model) ? model : undefined;
    expect([error?.code, error?.message]).toEqual(['FORMAT', expect.stringContaining('needs 6 values')]);
  });
});

describe('data in other files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bernoulli-onnx-'));
    writeFileSync(join(folder, 'w.bin'), new Uint8Array(Float32Array.of(1, 2, 3).buffer));
    writeFileSync(join(folder, '..', 'bernoulli-outside.bin'), new Uint8Array(12));
    symlinkSync(join(folder, 'w.bin'), join(folder, 'link.bin'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(join(folder, '..', 'bernoulli-outside.bin'));
  });

  /** A model that adds a tensor which lies elsewhere. */
  function written(location: string, offset = 0): string {
    const pair = (key: string, value: string): ProtoWriter => new ProtoWriter().string(1, key).string(2, value);
    const tensor = new ProtoWriter()
      .ints(1, [3])
      .int(2, 1)
      .string(8, 'w')
      .message(13, pair('location', location))
      .message(13, pair('offset', String(offset)))
      .int(14, 1);
    const node = new ProtoWriter().strings(1, ['x', 'w']).strings(2, ['y']).string(3, 'add').string(4, 'Add');
    const port = (name: string): ProtoWriter =>
      new ProtoWriter()
        .string(1, name)
        .message(
          2,
          new ProtoWriter().message(
            1,
            new ProtoWriter()
              .int(1, 1)
              .message(
                2,
                new ProtoWriter().message(1, new ProtoWriter().int(1, 2)).message(1, new ProtoWriter().int(1, 3)),
              ),
          ),
        );
    const graph = new ProtoWriter()
      .message(1, node)
      .string(2, 'g')
      .message(5, tensor)
      .message(11, port('x'))
      .message(12, port('y'));
    const path = join(folder, 'model.onnx');
    writeFileSync(
      path,
      new ProtoWriter().int(1, 8).message(7, graph).message(8, new ProtoWriter().int(2, 18)).finish(),
    );
    return path;
  }

  it('is read below the folder of the model', async () => {
    const model = await importOnnx(written('w.bin'));
    model.compile({ seed: 1 });
    expect([...(await model.getWeights())['g/w']!.data]).toEqual([1, 2, 3]);
  });

  it.each([
    ['../bernoulli-outside.bin', 0, 'below the folder'],
    ['/etc/passwd', 0, 'below the folder'],
    ['a/../../bernoulli-outside.bin', 0, 'below the folder'],
    ['link.bin', 0, 'through a link'],
    ['w.bin', 4, 'past the end'],
    ['none.bin', 0, 'cannot be read'],
    ['', 0, 'below the folder'],
  ])('is refused at %s from %i on', async (location, offset, message) => {
    const error = await errorOf(written(location, offset));
    expect(['FORMAT', 'FILE']).toContain(error.code);
    expect(error.message).toContain(message);
  });

  it('is not reached from bytes alone', async () => {
    const { readFileSync } = await import('node:fs');
    const error = await errorOf(new Uint8Array(readFileSync(written('w.bin'))));
    expect([error.code, error.message]).toEqual(['UNSUPPORTED', expect.stringContaining('the path of the file')]);
  });
});
