/** What no output needs does no harm: nodes, outputs, inputs and numbers that nothing reads may be of any kind. */
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx, type ImportOptions, type UnsupportedOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type FunctionProto, type GraphProto, type NodeProto } from '../src/proto/messages.ts';

const port = (name: string, dataType: number = DataType.FLOAT) => ({
  name,
  dataType: dataType as DataType,
  shape: ['batch', 2],
});
const node = (opType: string, input: string, output: string, more: Partial<NodeProto> = {}): NodeProto => ({
  name: `${opType} of ${input}`,
  opType,
  inputs: [input],
  outputs: [output],
  ...more,
});
const odd = { domain: 'org.odd' };
const STRING = 8;

function fileOf(
  nodes: readonly NodeProto[],
  graph: Partial<GraphProto> = {},
  functions: readonly FunctionProto[] = [],
): Uint8Array {
  const [inputs, outputs] = [[port('x')], [port('y')]];
  return encodeModel({
    irVersion: 10,
    opsetImports: [
      { domain: '', version: 20 },
      { domain: 'org.odd', version: 1 },
      { domain: 'own', version: 1 },
      { domain: 'ai.onnx.preview.training', version: 1 },
    ],
    producerName: 'test',
    producerVersion: '',
    graph: { name: 'g', nodes, initializers: [], inputs, outputs, ...graph },
    functions,
  });
}

async function run(bytes: Uint8Array, options: ImportOptions = {}): Promise<number[]> {
  const model = await importOnnx(bytes, options);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const y = await model.predict([[-1, 4]]);
  return [...('data' in y ? (y.data as Float32Array) : [])];
}

async function refused(bytes: Uint8Array, options: ImportOptions = {}): Promise<unknown[]> {
  const error = await importOnnx(bytes, options).then(
    () => undefined,
    (reason: UnsupportedOnnx) => reason,
  );
  return error?.nodes?.map(({ name, opType }) => [name, opType]) ?? [error?.code];
}

describe('nodes in another order than the format asks for', () => {
  const nodes = [node('Relu', 'b', 'y'), node('Neg', 'a', 'b'), node('Abs', 'x', 'a')];

  it('are read in that in which each finds what it reads', async () => {
    const ordered = fileOf([node('Abs', 'x', 'a'), node('Neg', 'a', 'b'), node('Neg', 'b', 'y')]);
    const upsideDown = fileOf([node('Neg', 'b', 'y'), node('Neg', 'a', 'b'), node('Abs', 'x', 'a')]);
    expect(await run(ordered)).toEqual([1, 4]);
    expect(await run(upsideDown)).toEqual([1, 4]);
    const body: FunctionProto = {
      domain: 'own',
      name: 'body',
      inputs: ['x'],
      outputs: ['y'],
      nodes,
      opsetImports: [{ domain: '', version: 20 }],
    };
    expect(await run(fileOf([node('body', 'x', 'y', { domain: 'own' })], {}, [body]))).toEqual([0, 0]);
  });

  it('are not mistaken for such where a branch has names of its own', async () => {
    const branch = (opType: string): GraphProto => {
      const inner = [node(opType, 'x', 'y'), node('Neg', 'y', 'z')];
      return { name: 'branch', nodes: inner, initializers: [], inputs: [], outputs: [port('z')] };
    };
    const yes = { name: 'yes', dataType: DataType.BOOL, dims: [], data: Uint8Array.of(1) };
    const choice = node('If', 'yes', 'a', {
      attributes: { then_branch: { graph: branch('Abs') }, else_branch: { graph: branch('Relu') } },
    });
    expect(await run(fileOf([choice, node('Neg', 'a', 'y')], { initializers: [yes] }))).toEqual([1, 4]);
  });

  it('are refused where they go round in a circle', async () => {
    expect(await refused(fileOf([node('Relu', 'b', 'y'), node('Neg', 'y', 'a'), node('Abs', 'a', 'b')]))).toEqual([
      'FORMAT',
    ]);
  });
});

describe('what no output needs', () => {
  const relu = node('Relu', 'x', 'y');

  it('may be a node that cannot be done, and what hangs on it', async () => {
    const dead = [node('Odd', 'x', 'a', odd), node('Relu', 'a', 'b'), node('Multinomial', 'x', 'c')];
    expect(await run(fileOf([...dead, relu]))).toEqual([0, 4]);
    expect(await run(fileOf([relu, ...dead]))).toEqual([0, 4]);
  });

  it('may be such a node in a branch, and in a function', async () => {
    const branch = {
      name: 'branch',
      nodes: [node('Odd', 'x', 'a', odd), node('Relu', 'x', 'b')],
      initializers: [],
      inputs: [],
      outputs: [port('b')],
    };
    const yes = { name: 'yes', dataType: DataType.BOOL, dims: [], data: Uint8Array.of(1) };
    const choice = node('If', 'yes', 'y', {
      attributes: { then_branch: { graph: branch }, else_branch: { graph: branch } },
    });
    expect(await run(fileOf([choice], { initializers: [yes] }))).toEqual([0, 4]);
    const two: FunctionProto = {
      domain: 'own',
      name: 'two',
      inputs: ['p'],
      outputs: ['q', 'r'],
      nodes: [node('Relu', 'p', 'q'), node('Odd', 'p', 'r', odd), node('Odd', 'p', 's', odd)],
      opsetImports: [{ domain: '', version: 20 }],
    };
    const call = { ...node('two', 'x', 'y', { domain: 'own' }), outputs: ['y', 'z'] };
    expect(await run(fileOf([call], {}, [two]))).toEqual([0, 4]);
    expect(await refused(fileOf([call], { outputs: [port('y'), port('z')] }, [two]))).toEqual([['Odd of p', 'Odd']]);
  });

  it('may be an output of a node that is not given here', async () => {
    const two: NodeProto = { ...relu, outputs: ['y', 'extra'] };
    const fixed = { inputs: [{ ...port('x'), shape: [1, 2] }] };
    expect(await run(fileOf([two], fixed))).toEqual([0, 4]);
    expect(await refused(fileOf([two], { ...fixed, outputs: [port('y'), port('extra')] }))).toEqual([
      ['Relu of x', 'Relu'],
    ]);
  });

  it('may be inputs and numbers of a kind that is not read', async () => {
    const words = { name: 'words', dataType: STRING as DataType, dims: [1], data: new Uint8Array(0) };
    const bytes = fileOf([relu, node('Odd', 'text', 'a', odd)], {
      inputs: [port('x'), port('text', STRING), port('words', STRING)],
      initializers: [words],
    });
    expect((await importOnnx(bytes)).inputs.map(({ name }) => name)).toEqual(['x']);
    expect(await run(bytes)).toEqual([0, 4]);
    expect(await refused(fileOf([node('Relu', 'words', 'y')], { initializers: [words] }))).toEqual([
      ['words', 'initializer'],
    ]);
  });

  it('is all that { outputs } does not ask for', async () => {
    const bytes = fileOf([node('Relu', 'x', 'a'), node('Odd', 'a', 'y', odd)]);
    expect(await refused(bytes)).toEqual([['Odd of a', 'Odd']]);
    expect(await run(bytes, { outputs: ['a'] })).toEqual([0, 4]);
  });
});

describe('what an output needs', () => {
  it('is listed, and nothing else', async () => {
    const nodes = [
      node('Odd', 'x', 'a', odd),
      node('Multinomial', 'a', 'y'),
      node('Odd', 'x', 'b', odd),
      node('Bernoulli', 'b', 'c'),
    ];
    expect(await refused(fileOf(nodes))).toEqual([
      ['Odd of x', 'Odd'],
      ['Multinomial of a', 'Multinomial'],
    ]);
  });

  it('is what Gradient differentiates, though no node reads it', async () => {
    const sum = node('ReduceSum', 'square', 'sum', { attributes: { keepdims: { int: 0 } } });
    const nodes = [{ ...node('Mul', 'x', 'square'), inputs: ['x', 'x'] }, sum, gradientOf('sum')];
    expect(await run(fileOf(nodes))).toEqual([-2, 8]);
  });

  it('has one node that gives it', async () => {
    expect(await refused(fileOf([node('Relu', 'x', 'y'), node('Neg', 'x', 'y')]))).toEqual(['FORMAT']);
  });
});

function gradientOf(y: string): NodeProto {
  const text = (value: string) => ({ string: value });
  return node('Gradient', 'x', 'y', {
    domain: 'ai.onnx.preview.training',
    attributes: { xs: { strings: ['x'] }, y: text(y) },
  });
}
