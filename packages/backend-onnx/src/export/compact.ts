/** Models whose weights take a half or a quarter of the room. */
import { fail } from '@bernoulli/api/ir';
import { Namer } from '../lowerings/namer.ts';
import { DataType, type GraphProto, type ModelProto, type NodeProto, type TensorProto } from '../proto/messages.ts';
import { halfBits } from './half.ts';

/** Smaller weights stay as they are: what they would save, the nodes that widen them take. */
const LEAST_ELEMENTS = 64;
/** What stands for 0 among the 8-bit numbers of a matrix. */
const ZERO = 128;

/** The model with its weights in half precision, or in 8 bits. What was a weight's name is then that of its widened values. */
export function compact(model: ModelProto, weights: ReadonlySet<string>, type: 'f16' | 'int8'): ModelProto {
  const names = new Namer();
  for (const name of namesIn(model.graph)) names.take(name);
  const large = ({ name, dataType, data, dims }: TensorProto): boolean =>
    weights.has(name) &&
    dataType === DataType.FLOAT &&
    data.byteLength >= 4 * LEAST_ELEMENTS &&
    dims.length > (type === 'f16' ? 0 : 1);
  const initializers: TensorProto[] = [];
  const widened: NodeProto[] = [];
  const matrices = new Map<string, Matrix>();
  for (const tensor of model.graph.initializers) {
    if (!large(tensor)) initializers.push(tensor);
    else if (type === 'f16') {
      const half = halfOf(tensor, names);
      initializers.push(half);
      widened.push(widening('Cast', [half.name], tensor.name, names, { to: { int: DataType.FLOAT } }));
    } else if (isMatrix(tensor, model.graph)) {
      const matrix = matrixOf(tensor, names);
      matrices.set(tensor.name, matrix);
      initializers.push(matrix.steps, matrix.scale);
    } else {
      const [steps, scale] = stepsOf(tensor, names, 0);
      initializers.push(steps, scale);
      const axis = { axis: { int: tensor.dims.length - 1 } };
      widened.push(widening('DequantizeLinear', [steps.name, scale.name], tensor.name, names, axis));
    }
  }
  const zero = {
    name: names.take('constant/zero_point'),
    dataType: DataType.UINT8,
    dims: [],
    data: Uint8Array.of(ZERO),
  };
  if (matrices.size > 0) initializers.push(zero);
  const ranges = new Map<string, readonly string[]>();
  const nodes = model.graph.nodes.flatMap((node) => {
    const matrix = node.opType === 'MatMul' ? matrices.get(node.inputs[1]!) : undefined;
    return matrix === undefined ? [node] : productOf(node, matrix, zero.name, ranges, names);
  });
  return { ...model, graph: { ...model.graph, nodes: [...widened, ...nodes], initializers } };
}

interface Matrix {
  readonly steps: TensorProto;
  readonly scale: TensorProto;
}

/** Whether all that reads a weight multiplies by it, as a matrix. */
function isMatrix({ name, dims }: TensorProto, { nodes, outputs }: GraphProto): boolean {
  const readers = nodes.filter((node) => readBy(node).includes(name));
  const multiplied = readers.every(
    ({ opType, inputs }) => opType === 'MatMul' && inputs[1] === name && inputs[0] !== name,
  );
  return dims.length === 2 && multiplied && !outputs.some((output) => output.name === name);
}

/** a·W in integers: W in steps of a scale for each column, and a in steps of one scale, which follows from its values. */
function productOf(
  { name = '', inputs, outputs }: NodeProto,
  { steps, scale }: Matrix,
  zero: string,
  ranges: Map<string, readonly string[]>,
  names: Namer,
): NodeProto[] {
  const nodes: NodeProto[] = [];
  const write = (
    opType: string,
    given: readonly string[],
    count = 1,
    attributes: NodeProto['attributes'] = {},
  ): string[] => {
    const own = names.take(`${name.slice(0, name.lastIndexOf('/') + 1)}${opType}`);
    const made = count === 1 ? [own] : Array.from({ length: count }, (_, i) => names.take(`${own}/${i}`));
    nodes.push({ name: own, opType, inputs: given, outputs: made, attributes });
    return made;
  };
  let range = ranges.get(inputs[0]!);
  if (range === undefined) ranges.set(inputs[0]!, (range = write('DynamicQuantizeLinear', [inputs[0]!], 3)));
  const [a, aScale, aZero] = range as [string, string, string];
  const [sums] = write('MatMulInteger', [a, steps.name, aZero, zero]);
  const [wide] = write('Cast', [sums!], 1, { to: { int: DataType.FLOAT } });
  const [both] = write('Mul', [aScale, scale.name]);
  nodes.push({ name: names.take(`${name}/Mul`), opType: 'Mul', inputs: [wide!, both!], outputs });
  return nodes;
}

function widening(
  opType: string,
  inputs: readonly string[],
  output: string,
  names: Namer,
  attributes: NodeProto['attributes'],
): NodeProto {
  return {
    name: names.take(`${output}/${opType}`),
    opType,
    inputs,
    outputs: [output],
    ...(attributes && { attributes }),
  };
}

function halfOf({ name, dims, data }: TensorProto, names: Namer): TensorProto {
  const values = data as Float32Array;
  const beyond = values.find((w) => Math.abs(w) >= 65_520);
  if (beyond !== undefined)
    fail('UNSUPPORTED', { who: 'exportOnnx', at: name, what: 'half precision ends at 65,504', received: beyond });
  return {
    name: names.take(`${name}/f16`),
    dataType: DataType.FLOAT16,
    dims,
    data: mapped(new Uint16Array(values.length), values, halfBits),
  };
}

/** What `from` of a typed array does, which runs out of memory for hundreds of millions of numbers: it makes a list of them first. */
function mapped<A extends Int8Array | Uint8Array | Uint16Array>(
  into: A,
  values: Float32Array,
  f: (value: number, i: number) => number,
): A {
  for (let i = 0; i < values.length; i++) into[i] = f(values[i]!, i);
  return into;
}

const matrixOf = (tensor: TensorProto, names: Namer): Matrix => {
  const [steps, scale] = stepsOf(tensor, names, ZERO);
  return { steps, scale };
};

/** Weights as whole numbers from −127 to 127, plus `zero`, of a scale for each index of the last axis. */
function stepsOf({ name, dims, data }: TensorProto, names: Namer, zero: number): [TensorProto, TensorProto] {
  const values = data as Float32Array;
  const channels = dims.at(-1)!;
  const scale = new Float32Array(channels);
  values.forEach((w, i) => (scale[i % channels] = Math.max(scale[i % channels]!, Math.abs(w))));
  // A channel of zeros alone has any scale.
  scale.forEach((most, c) => (scale[c] = most === 0 ? 1 : most / 127));
  const step = (w: number, i: number): number =>
    Math.min(127, Math.max(-127, Math.round(w / scale[i % channels]!))) + zero;
  const [dataType, steps] =
    zero === 0
      ? ([DataType.INT8, mapped(new Int8Array(values.length), values, step)] as const)
      : ([DataType.UINT8, mapped(new Uint8Array(values.length), values, step)] as const);
  return [
    { name: names.take(`${name}/int8`), dataType, dims, data: steps },
    { name: names.take(`${name}/scale`), dataType: DataType.FLOAT, dims: [channels], data: scale },
  ];
}

/** The values that a node reads, itself or in the graphs within it. */
function readBy({ inputs, attributes = {} }: NodeProto): string[] {
  return [
    ...inputs,
    ...Object.values(attributes).flatMap((value) => ('graph' in value ? value.graph.nodes.flatMap(readBy) : [])),
  ];
}

/** All names of a graph and of those within it. */
function namesIn({ nodes, initializers, inputs }: GraphProto): string[] {
  return [
    ...[...initializers, ...inputs].map(({ name }) => name),
    ...nodes.flatMap(({ name, outputs, attributes = {} }) => [
      ...(name === undefined || outputs.includes(name) ? [] : [name]),
      ...outputs,
      ...Object.values(attributes).flatMap((value) => ('graph' in value ? namesIn(value.graph) : [])),
    ]),
  ];
}
